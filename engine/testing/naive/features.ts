import type { Feature } from "../../src/group-by/plan.ts";
import type { DataType } from "../../src/schema/schema.ts";
import type { Value } from "../../src/schema/value.ts";
import { naiveAggregate, type TimedInput } from "./naive-aggregate.ts";

/** A selected event: its time and its columns by name. */
export interface NaiveRow {
  readonly timeMs: number;
  readonly columns: Readonly<Record<string, Value>>;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

/**
 * A feature by its definition, over all events of one key in order of arrival: those of the window, its old end moved
 * down to the hop, then bucket by bucket what the operation means. Shares no code with the engine.
 */
export function naiveFeature(
  { part, windowMs }: Feature,
  columnType: DataType,
  events: readonly NaiveRow[],
  queryMs: number,
): Value {
  const hopMs = windowMs >= 12 * DAY ? DAY : windowMs >= 12 * HOUR ? HOUR : 5 * MINUTE;
  const startMs = windowMs === Infinity ? -Infinity : Math.floor((queryMs - windowMs) / hopMs) * hopMs;
  const inside = events.filter(({ timeMs }) => startMs <= timeMs && timeMs < queryMs);
  const isList = typeof columnType === "object" && "list" in columnType;
  const type = isList ? columnType.list : columnType;
  const inputsOf = (rows: readonly NaiveRow[]): TimedInput[] =>
    rows.flatMap(({ timeMs, columns }) => {
      const value = columns[part.inputColumn] ?? null;
      const values = isList ? ((value ?? []) as readonly Value[]) : [value];
      return values.filter((item) => item !== null).map((item) => ({ value: item, timeMs }));
    });
  const aggregate = (rows: readonly NaiveRow[]): Value =>
    naiveAggregate(part.operation, Number(part.argMap?.k ?? 0), type, inputsOf(rows));
  const { bucket } = part;
  if (bucket === null) return aggregate(inside);
  const buckets = new Map<string, Value>();
  for (const name of new Set(inside.map(({ columns }) => columns[bucket]))) {
    const rows = inside.filter(({ columns }) => columns[bucket] === name);
    // A moment that too few values have is null, but inside a bucket it stays what it is.
    if (typeof name === "string" && inputsOf(rows).length > 0) buckets.set(name, aggregate(rows) ?? Number.NaN);
  }
  return buckets.size === 0 ? null : buckets;
}
