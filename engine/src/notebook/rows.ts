import { inferSchema } from "../schema/infer-schema.ts";
import type { Json } from "../schema/json.ts";
import type { DataType, Schema } from "../schema/schema.ts";
import type { ScriptedStream } from "../simulation/stream.ts";
import { type Duration, durationMs, type Instant, instant } from "./duration.ts";

type Event = Readonly<Record<string, Json>>;

/** An event with the moment of its arrival: made by `arriving`. */
export interface Arrival {
  readonly event: Event;
  /** Absent: as soon as it happens. */
  readonly arrival?: { readonly atMs: number } | { readonly delayMs: number };
  readonly partition?: number;
}

/**
 * An event that does not arrive as soon as it happens.
 * @example arriving({ customer_id: "c1", amount: 5, created: instant("2024-01-15T10:00") }, { after: minutes(7) })
 */
export function arriving(event: Event, when: { at?: Instant; after?: Duration; partition?: number }): Arrival {
  const { at, after, partition } = when;
  return {
    event,
    ...(at !== undefined
      ? { arrival: { atMs: instant(at) } }
      : after !== undefined && { arrival: { delayMs: durationMs(after) } }),
    ...(partition !== undefined && { partition }),
  };
}

export interface RowsOptions {
  /** Topic that the GroupBy's source names. */
  topic: string;
  /** Column that holds the event time in ms. */
  timeColumn: string;
  /** Events, or events with their arrival: see `arriving`. */
  rows: readonly (Event | Arrival)[];
  /** Types by column: `{ amount: "double", tags: { list: "string" } }`. Columns left out are guessed from the rows. */
  schema?: Readonly<Record<string, DataType>>;
}

function isArrival(row: Event | Arrival): row is Arrival {
  const fields = Object.keys(row);
  return (
    typeof row.event === "object" &&
    row.event !== null &&
    fields.every((field) => field === "event" || field === "arrival" || field === "partition")
  );
}

/** A bigint as decimal text, so that the stream is plain JSON; the long columns read it back exactly. */
function plain(json: Json): Json {
  if (typeof json === "bigint") return json.toString();
  if (Array.isArray(json)) return json.map(plain);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, plain(value)]));
}

/** Given types first, in the order of the columns; the rest from the rows. */
function schemaOf(events: readonly Event[], given: Readonly<Record<string, DataType>>): Schema {
  const guessed = inferSchema(events as readonly Json[]).schema;
  const names = new Set([...guessed.map(({ name }) => name), ...Object.keys(given)]);
  return [...names].map((name) => ({
    name,
    type: given[name] ?? guessed.find((field) => field.name === name)?.type ?? "string",
  }));
}

/**
 * A stream written out event by event. Events arrive when they happen, unless `arriving` says otherwise; the rows of the
 * result are in order of arrival.
 * @example
 * Rows({
 *   topic: "sales",
 *   timeColumn: "created",
 *   rows: [
 *     { customer_id: "c1", amount: 5, created: instant("2024-01-15T10:00") },
 *     arriving({ customer_id: "c1", amount: 7, created: instant("2024-01-15T09:58") }, { after: minutes(7) }),
 *   ],
 * })
 */
export function Rows({ topic, timeColumn, rows, schema = {} }: RowsOptions): ScriptedStream {
  const arrivals = rows.map((row): Arrival => (isArrival(row) ? row : { event: row }));
  let latestMs = 0;
  const timed = arrivals.map(({ event, arrival, partition }) => {
    const time = event[timeColumn];
    // An event without a time arrives with the one before it.
    const eventMs = typeof time === "number" || typeof time === "bigint" ? Number(time) : latestMs;
    const arrivalMs = arrival === undefined ? eventMs : "atMs" in arrival ? arrival.atMs : eventMs + arrival.delayMs;
    latestMs = arrivalMs;
    return { event: plain(event as Json) as Event, arrivalMs, ...(partition !== undefined && { partition }) };
  });
  return {
    kind: "rows",
    topic,
    schema: schemaOf(
      arrivals.map(({ event }) => event),
      schema,
    ),
    rows: timed.sort((left, right) => left.arrivalMs - right.arrivalMs),
    timeColumn,
  };
}
