import { fail, type Span } from "../failure.ts";
import type { SparkType } from "../types/spark-type.ts";
import type { SparkValue } from "../values/spark-value.ts";
import { closestNames } from "./closest-names.ts";
import { fromRow, type TypedExpression } from "./typed-expression.ts";

/** A column an expression may read; its place in the list is its place in the row. */
export interface SparkColumn {
  readonly name: string;
  readonly type: SparkType;
}

/** Why an expression cannot be computed row by row. */
export type BeyondRow = "aggregate" | "window" | "generator" | "sub-query";

/** What the names of one expression mean, and what was noticed while it was compiled. */
export class Scope {
  readonly columns: readonly SparkColumn[];
  readonly used = new Set<string>();
  /** The first construct that needs more than one row. */
  beyondRow: { readonly kind: BeyondRow; readonly span: Span } | null = null;
  /** A column read outside of every aggregate. */
  freeColumn: Span | null = null;
  #aggregateDepth = 0;
  #lambdas: readonly ReadonlyMap<string, TypedExpression>[] = [];

  readonly #root: Span;

  /** `root` is the place of the whole expression. */
  constructor(columns: readonly SparkColumn[], root: Span) {
    this.columns = columns;
    this.#root = root;
  }

  /** True for the place of the whole expression. */
  isRoot(span: Span): boolean {
    return span.start === this.#root.start && span.end === this.#root.end;
  }

  noteBeyondRow(kind: BeyondRow, span: Span): void {
    this.beyondRow ??= { kind, span };
  }

  /** Compiles the arguments of an aggregate; another aggregate inside is an error. */
  insideAggregate<T>(span: Span, compile: () => T): T {
    if (this.#aggregateDepth > 0)
      fail(
        "expression/type",
        "NESTED_AGGREGATE_FUNCTION",
        span,
        "An aggregate function cannot stand inside another one.",
        "Compute the inner one in a GroupBy of its own.",
      );
    this.#aggregateDepth++;
    try {
      return compile();
    } finally {
      this.#aggregateDepth--;
    }
  }

  /** Compiles a lambda's body, in which its parameters hide columns of the same name. */
  withParameters<T>(
    parameters: readonly { readonly name: string; readonly type: SparkType; readonly cell: LambdaCell }[],
    compile: () => T,
  ): T {
    const outer = this.#lambdas;
    const names = new Map(
      parameters.map(({ name, type, cell }) => [
        name.toLowerCase(),
        fromRow(type, name, { start: 0, end: 0 }, () => cell.value),
      ]),
    );
    this.#lambdas = [names, ...outer];
    try {
      return compile();
    } finally {
      this.#lambdas = outer;
    }
  }

  /** True if a lambda variable or a column has this name. */
  knows(name: string): boolean {
    const wanted = name.toLowerCase();
    return (
      this.#lambdas.some((variables) => variables.has(wanted)) ||
      this.columns.some((column) => column.name.toLowerCase() === wanted)
    );
  }

  /** A lambda variable or a column; fails with the closest names if there is neither. */
  resolve(name: string, span: Span): TypedExpression {
    const wanted = name.toLowerCase();
    for (const variables of this.#lambdas) {
      const variable = variables.get(wanted);
      if (variable !== undefined) return { ...variable, span };
    }
    const found = this.columns.flatMap((column, index) => (column.name.toLowerCase() === wanted ? [index] : []));
    const [index] = found;
    const column = index === undefined ? undefined : this.columns[index];
    if (index === undefined || column === undefined) return this.#unknown(name, span);
    if (found.length > 1)
      fail(
        "expression/unknown-column",
        "AMBIGUOUS_REFERENCE",
        span,
        `The name ${name} fits several columns.`,
        "Spark ignores case: rename one of them.",
      );
    this.used.add(column.name);
    if (this.#aggregateDepth === 0) this.freeColumn ??= span;
    return fromRow(column.type, column.name, span, (row) => (row[index] ?? null) as SparkValue);
  }

  #unknown(name: string, span: Span): never {
    const names = closestNames(
      name,
      this.columns.map((column) => column.name),
    );
    return fail(
      "expression/unknown-column",
      this.columns.length === 0 ? "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION" : "UNRESOLVED_COLUMN.WITH_SUGGESTION",
      span,
      `There is no column ${name}.`,
      names.length === 0 ? "This source has no columns." : `Did you mean ${names.join(", ")}?`,
    );
  }
}

/** Holds a lambda parameter's value while its body runs. */
export interface LambdaCell {
  value: SparkValue;
}
