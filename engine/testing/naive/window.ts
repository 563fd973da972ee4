import type { OperationName } from "../../src/group-by/group-by.ts";

/** The specification of windowed features: a scan over raw events in plain words. Never optimised, shares no code. */
export interface NaiveEvent {
  readonly timeMs: number;
  readonly value: number | null;
  readonly bucket: string | null;
}
export interface NaiveFeature {
  readonly operation: OperationName;
  /** `Infinity`: unbounded. */
  readonly windowMs: number;
  readonly k: number;
  readonly bucketed: boolean;
}

const byTime = (a: NaiveEvent, b: NaiveEvent): number => a.timeMs - b.timeMs;
const numbers = (events: NaiveEvent[]): number[] => events.map((event) => event.value as number);
const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

const OPERATIONS: Partial<Record<OperationName, (events: NaiveEvent[], k: number) => unknown>> = {
  COUNT: (events) => events.length,
  SUM: (events) => total(numbers(events)),
  AVERAGE: (events) => total(numbers(events)) / events.length,
  MIN: (events) => numbers(events).reduce((a, b) => Math.min(a, b)),
  MAX: (events) => numbers(events).reduce((a, b) => Math.max(a, b)),
  VARIANCE: (events) => {
    const mean = total(numbers(events)) / events.length;
    return total(numbers(events).map((value) => (value - mean) ** 2)) / events.length;
  },
  // Of equal times the one that came first counts, for both.
  FIRST: (events) => events.toSorted(byTime)[0]?.value,
  LAST: (events) => events.toReversed().toSorted(byTime).at(-1)?.value,
  FIRST_K: (events, k) => numbers(events.toSorted(byTime)).slice(0, k),
  LAST_K: (events, k) => numbers(events.toSorted(byTime)).reverse().slice(0, k),
  TOP_K: (events, k) =>
    numbers(events)
      .sort((a, b) => b - a)
      .slice(0, k),
  BOTTOM_K: (events, k) =>
    numbers(events)
      .sort((a, b) => a - b)
      .slice(0, k),
  UNIQUE_COUNT: (events) => new Set(numbers(events)).size,
};

/** `round(query - window, hop) <= time < query`, the hop being 1 d from 12 d on, 1 h from 12 h on, else 5 min. */
export function naiveWindow(events: readonly NaiveEvent[], feature: NaiveFeature, queryMs: number): unknown {
  const { windowMs } = feature;
  const hopMs = windowMs >= 12 * 86_400_000 ? 86_400_000 : windowMs >= 12 * 3_600_000 ? 3_600_000 : 300_000;
  const startMs = windowMs === Infinity ? -Infinity : Math.floor((queryMs - windowMs) / hopMs) * hopMs;
  const inside = events.filter((event) => startMs <= event.timeMs && event.timeMs < queryMs && event.value !== null);
  const operation = OPERATIONS[feature.operation];
  if (operation === undefined) throw new Error(`the oracle does not know ${feature.operation}`);
  if (!feature.bucketed) return inside.length === 0 ? null : operation(inside, feature.k);
  const buckets = Map.groupBy(
    inside.filter((event) => event.bucket !== null),
    (event) => event.bucket,
  );
  if (buckets.size === 0) return null;
  return Object.fromEntries([...buckets].map(([bucket, rows]) => [bucket, operation(rows, feature.k)]));
}
