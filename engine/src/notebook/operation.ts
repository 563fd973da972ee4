import { pythonJson } from "../group-by/chronon/python-json.ts";
import { Operation as Compiled } from "../group-by/group-by.ts";

/** An operation with its arguments: what `Operation.LAST_K(10)` gives. */
export interface OperationCall {
  readonly operation: Compiled;
  readonly argMap: Readonly<Record<string, string>>;
}

const withK =
  (operation: Compiled) =>
  (k: number): OperationCall => ({ operation, argMap: { k: String(k) } });

/** What an aggregation computes. Names are those of Chronon's Python API. */
export const Operation = {
  /** Smallest value; numbers and text. */
  MIN: Compiled.MIN,
  /** Largest value; numbers and text. */
  MAX: Compiled.MAX,
  /** Earliest value by event time, of any type. */
  FIRST: Compiled.FIRST,
  /** Latest value by event time, of any type. */
  LAST: Compiled.LAST,
  /** Number of different values, exact: its state grows with their number. */
  UNIQUE_COUNT: Compiled.UNIQUE_COUNT,
  /** Number of different values, estimated by a sketch of bounded size. */
  APPROX_UNIQUE_COUNT: Compiled.APPROX_UNIQUE_COUNT,
  /** Number of values that are not null. */
  COUNT: Compiled.COUNT,
  /** Sum: a 64-bit integer over integers and booleans, a double over doubles. */
  SUM: Compiled.SUM,
  /** Mean; null when there is nothing. */
  AVERAGE: Compiled.AVERAGE,
  /** Population variance. */
  VARIANCE: Compiled.VARIANCE,
  /** Skewness; null below 3 values. */
  SKEW: Compiled.SKEW,
  /** Excess kurtosis; null below 4 values. */
  KURTOSIS: Compiled.KURTOSIS,
  /** How often each text occurs. */
  HISTOGRAM: Compiled.HISTOGRAM,

  /** The `k` earliest values, earliest first. */
  FIRST_K: withK(Compiled.FIRST_K),
  /** The `k` latest values, latest first. */
  LAST_K: withK(Compiled.LAST_K),
  /** The `k` largest values, largest first, repeated ones included. */
  TOP_K: withK(Compiled.TOP_K),
  /** The `k` smallest values, smallest first, repeated ones included. */
  BOTTOM_K: withK(Compiled.BOTTOM_K),
  /** How often each of the `k` most frequent texts occurs. */
  HISTOGRAM_K: withK(Compiled.HISTOGRAM),
  /** How often each of the about `k` most frequent values occurs, estimated. */
  APPROX_HISTOGRAM_K: withK(Compiled.APPROX_HISTOGRAM_K),
  /** Number of different values, at most `k`. */
  BOUNDED_UNIQUE_COUNT_K: withK(Compiled.BOUNDED_UNIQUE_COUNT),
  /** Number of different values, estimated by a sketch of 2^`k` slots (4 to 26). */
  APPROX_UNIQUE_COUNT_LGK: withK(Compiled.APPROX_UNIQUE_COUNT),
  /** The `k` most frequent values and how often each occurs, estimated; no frequent one is missing. Zipline fork only. */
  APPROX_FREQUENT_K: withK(Compiled.APPROX_FREQUENT_K),
  /** Values that are frequent beyond doubt, at most `k`, and how often each occurs, estimated. Zipline fork only. */
  APPROX_HEAVY_HITTERS_K: withK(Compiled.APPROX_HEAVY_HITTERS_K),
  /** The `k` largest different values, largest first. Zipline fork only. */
  UNIQUE_TOP_K: withK(Compiled.UNIQUE_TOP_K),
  /**
   * Values at the given ranks (0 to 1), estimated by a sketch; larger `k` is more exact.
   * @example Operation.APPROX_PERCENTILE([0.5, 0.99])
   */
  APPROX_PERCENTILE: (percentiles: readonly number[], k = 128): OperationCall => ({
    operation: Compiled.APPROX_PERCENTILE,
    argMap: { k: String(k), percentiles: pythonJson(percentiles) },
  }),
} as const;

/** An operation, with its arguments where it has some. */
export type Operation = Compiled | OperationCall;
