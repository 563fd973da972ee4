import type { Json } from "../schema/json.ts";
import type { DataType } from "../schema/schema.ts";
import type { ColumnGenerator, GeneratedColumn } from "../simulation/stream.ts";

/** A generated column without its name: made by `Column.…`. */
export type ColumnSpec = Omit<GeneratedColumn, "name">;

export interface ColumnOptions {
  /** Share of nulls, 0 to 1. */
  nulls?: number;
}

function column(type: DataType, generator: ColumnGenerator, options: ColumnOptions = {}): ColumnSpec {
  return { type, generator, ...(options.nulls !== undefined && { nulls: options.nulls }) };
}

/** Type of JSON scalars that all fit one column. */
function typeOf(values: readonly Json[]): DataType {
  if (values.every((value) => typeof value === "number"))
    return values.every((value) => Number.isSafeInteger(value)) ? "long" : "double";
  return values.every((value) => typeof value === "boolean") ? "boolean" : "string";
}

/** How a generated stream fills its columns. */
export const Column = {
  /** The event time in ms. A stream has exactly one. */
  time: (): ColumnSpec => column("long", { kind: "time" }),

  /** One of the stream's keys, some of them busier than others. */
  key: (): ColumnSpec => column("string", { kind: "key" }),

  /**
   * One of the values, each as likely as its weight.
   * @example Column.choice(["mint", "vanilla", "chili"], { weights: [5, 3, 1] })
   */
  choice: (values: readonly Json[], options: ColumnOptions & { weights?: readonly number[] } = {}): ColumnSpec => {
    const { weights } = options;
    return column(
      typeOf(values),
      { kind: "choice", values: [...values], ...(weights && { weights: [...weights] }) },
      options,
    );
  },

  /** A whole number from `min` to `max`. */
  integer: (min: number, max: number, options?: ColumnOptions): ColumnSpec =>
    column("long", { kind: "integer", min, max }, options),

  /** A number from `min` to `max`, with that many decimals. */
  uniform: (min: number, max: number, options: ColumnOptions & { decimals?: number } = {}): ColumnSpec => {
    const { decimals } = options;
    return column("double", { kind: "uniform", min, max, ...(decimals !== undefined && { decimals }) }, options);
  },

  /** Amounts of money: half of them below `median`, a few far above. Larger `sigma` (default 0.8) spreads them. */
  lognormal: (median: number, options: ColumnOptions & { sigma?: number; decimals?: number } = {}): ColumnSpec => {
    const { sigma = 0.8, decimals = 2 } = options;
    return column("double", { kind: "lognormal", median, sigma, decimals }, options);
  },

  /** 0, 1, 2, …; with a prefix text: `order-0`, `order-1`, …. */
  sequence: (prefix?: string): ColumnSpec =>
    prefix === undefined ? column("long", { kind: "sequence" }) : column("string", { kind: "sequence", prefix }),

  /** The same value in every event. */
  constant: (value: Json): ColumnSpec => column(typeOf([value]), { kind: "constant", value }),
} as const;
