import type { Diagnostic } from "../errors.ts";
import { TilescopeError } from "../errors.ts";

/** A half-open range in the sql text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type ExpressionCode =
  | "expression/parse"
  | "expression/unknown-column"
  | "expression/type"
  | "expression/unknown-function"
  | "expression/not-row-level";

/** A diagnostic of an expression, with Spark's own name of the error for whoever compares the two. */
export interface ExpressionDiagnostic extends Diagnostic {
  readonly code: ExpressionCode;
  readonly sparkError: string;
  /** For `expression/not-row-level`: the type that Spark gives the expression. */
  readonly sparkType?: string;
}

/** Carries a diagnostic out of the compiler; never leaves `compileExpression`. */
export class ExpressionFailure extends Error {
  readonly diagnostic: ExpressionDiagnostic;

  constructor(diagnostic: ExpressionDiagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** Stops compilation with a diagnostic at a place in the sql. */
export function fail(code: ExpressionCode, sparkError: string, span: Span, message: string, hint?: string): never {
  throw new ExpressionFailure({
    code,
    sparkError,
    severity: "error",
    message,
    ...(hint === undefined ? {} : { hint }),
    path: [],
    span: { start: span.start, end: span.end },
  });
}

/** A type error: `detail` is the part after `DATATYPE_MISMATCH.` in Spark's name. */
export function failType(detail: string, span: Span, message: string, hint?: string): never {
  return fail("expression/type", `DATATYPE_MISMATCH.${detail}`, span, message, hint);
}

/** A failure of one row at run time, as Spark raises it; `sparkError` is its error class or Java exception. */
export class EvaluationError extends TilescopeError {
  readonly sparkError: string;

  constructor(sparkError: string, message: string) {
    super("expression/runtime", message);
    this.name = "EvaluationError";
    this.sparkError = sparkError;
  }
}
