import type { GeneratedStream, StreamFaults } from "../simulation/stream.ts";
import type { ColumnSpec } from "./column.ts";
import { defined } from "./defined.ts";
import { type Duration, durationMs, HOUR_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from "./duration.ts";

export interface StreamOptions {
  /** Topic that the GroupBy's source names. */
  topic: string;
  /** What each event holds, by column name. */
  columns: Readonly<Record<string, ColumnSpec>>;
  /** Same seed, same events. Default: 1. */
  seed?: number;
  /** First event time. Default: 2024-01-15T00:00Z. */
  start?: Instant;
  /** How much event time the stream covers. Default: 6 hours. */
  duration?: Duration;
  /** Events per minute over all keys, on average. Default: 10. */
  ratePerMinute?: number;
  /** How many keys there are (default 20), and how much busier the busiest are: 0 for all alike (default 1). */
  keys?: { count?: number; skew?: number; names?: readonly string[] };
  /** Events that arrive late: the share of them (default 0.1) and how late, at the median and at the 95th percentile. */
  disorder?: { share?: number; p50?: Duration; p95?: Duration };
  /** Partitions of the topic. Default: 1. */
  partitions?: number;
  /** Departures from a clean stream. */
  faults?: StreamFaults;
}

const START = "2024-01-15T00:00:00Z";

/**
 * A generated stream: the same definition always gives the same events.
 * @example
 * Stream({
 *   topic: "sales",
 *   columns: { customer_id: Column.key(), amount: Column.lognormal(12), created: Column.time() },
 *   ratePerMinute: 30,
 *   disorder: { share: 0.2, p50: seconds(30), p95: minutes(8) },
 * })
 */
export function Stream(options: StreamOptions): GeneratedStream {
  const columns = Object.entries(options.columns).map(([name, column]) => ({ name, ...column }));
  const times = columns.filter(({ generator }) => generator.kind === "time");
  if (times.length !== 1)
    throw new Error(`A stream has exactly one time column, this one has ${times.length}. Add created: Column.time().`);
  const { names, count = Math.max(20, names?.length ?? 0), skew = 1 } = options.keys ?? {};
  const { share = 0.1, p50 = 30 * SECOND_MS, p95 = 4 * MINUTE_MS } = options.disorder ?? {};
  return defined({
    kind: "generator" as const,
    topic: options.topic,
    seed: options.seed ?? 1,
    startMs: instant(options.start ?? START),
    durationMs: durationMs(options.duration ?? 6 * HOUR_MS),
    ratePerMinute: options.ratePerMinute ?? 10,
    columns,
    keys: defined({ count, skew, names: names && [...names] }),
    disorder: { share, delayP50Ms: durationMs(p50), delayP95Ms: durationMs(p95) },
    partitions: options.partitions,
    faults: options.faults,
  });
}
