/** An exact decimal: `unscaled / 10^scale`. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

/** Spark's old interval type: its three parts do not convert into each other. */
export interface CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

export interface SparkStruct {
  readonly [key: string]: SparkValue;
}

export type SparkArray = readonly SparkValue[];
export type SparkMap = ReadonlyMap<SparkValue, SparkValue>;

/**
 * A value of some Spark type: the engine's `Value` and, for types the engine lacks, decimals, intervals and maps
 * with other keys. A day-time interval is a `Long` of microseconds, a year-month interval a number of months.
 */
export type SparkValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Decimal
  | CalendarInterval
  | SparkArray
  | SparkMap
  | SparkStruct;
