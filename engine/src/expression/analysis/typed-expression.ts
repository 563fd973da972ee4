import type { Row } from "../../schema/value.ts";
import { EvaluationError, type Span } from "../failure.ts";
import type { SparkType } from "../types/spark-type.ts";
import type { SparkValue } from "../values/spark-value.ts";

export type Evaluate = (row: Row) => SparkValue;

/** An expression with its type and a closure that computes it for one row. */
export interface TypedExpression {
  readonly type: SparkType;
  readonly evaluate: Evaluate;
  /** The value, if it is the same for every row and could be computed beforehand. */
  readonly constant: { readonly value: SparkValue } | null;
  /** True for an expression without columns, even one that fails when it is computed. */
  readonly isFoldable: boolean;
  /** True for a constant that stands in the sql text itself. */
  readonly isLiteral: boolean;
  /** The last part of a column's name, or an alias. */
  readonly name: string | null;
  readonly span: Span;
}

const NO_ROW: Row = [];

export function literal(type: SparkType, value: SparkValue, span: Span): TypedExpression {
  return {
    type,
    evaluate: () => value,
    constant: { value },
    isFoldable: true,
    isLiteral: true,
    name: null,
    span,
  };
}

/** A value read from the row. */
export function fromRow(type: SparkType, name: string | null, span: Span, evaluate: Evaluate): TypedExpression {
  return { type, evaluate, constant: null, isFoldable: false, isLiteral: false, name, span };
}

/** An expression over others; computed once, here, if they are all constant. */
export function derive(
  type: SparkType,
  operands: readonly TypedExpression[],
  span: Span,
  evaluate: Evaluate,
): TypedExpression {
  const isFoldable = operands.every((operand) => operand.isFoldable);
  const base = { type, isFoldable, isLiteral: false, name: null, span };
  if (!isFoldable) return { ...base, evaluate, constant: null };
  try {
    const value = evaluate(NO_ROW);
    return { ...base, evaluate: () => value, constant: { value } };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { ...base, evaluate, constant: null };
  }
}

type Values = (...values: readonly SparkValue[]) => SparkValue;

/** Closure for a function that is null as soon as one operand is; by arity, so that no list is built per row. */
function strictClosure(operands: readonly Evaluate[], compute: Values): Evaluate {
  const [first, second, third] = operands;
  if (first !== undefined && operands.length === 1)
    return (row) => {
      const a = first(row);
      return a === null ? null : compute(a);
    };
  if (first !== undefined && second !== undefined && operands.length === 2)
    return (row) => {
      const a = first(row);
      if (a === null) return null;
      const b = second(row);
      return b === null ? null : compute(a, b);
    };
  if (first !== undefined && second !== undefined && third !== undefined && operands.length === 3)
    return (row) => {
      const a = first(row);
      if (a === null) return null;
      const b = second(row);
      if (b === null) return null;
      const c = third(row);
      return c === null ? null : compute(a, b, c);
    };
  return (row) => {
    const values: SparkValue[] = [];
    for (const operand of operands) {
      const value = operand(row);
      if (value === null) return null;
      values.push(value);
    }
    return compute(...values);
  };
}

/**
 * An expression that is null if any operand is null. `compute` gets the operands' values, of the types the
 * caller has coerced them to, which is why its parameters may be narrower than `SparkValue`.
 */
export function strict(
  type: SparkType,
  operands: readonly TypedExpression[],
  span: Span,
  compute: (...values: never[]) => SparkValue,
): TypedExpression {
  return derive(
    type,
    operands,
    span,
    strictClosure(
      operands.map((operand) => operand.evaluate),
      compute as Values,
    ),
  );
}

/** An expression whose `compute` also sees nulls. */
export function lenient(
  type: SparkType,
  operands: readonly TypedExpression[],
  span: Span,
  compute: (...values: never[]) => SparkValue,
): TypedExpression {
  const evaluations = operands.map((operand) => operand.evaluate);
  const call = compute as Values;
  return derive(type, operands, span, (row) => call(...evaluations.map((evaluate) => evaluate(row))));
}
