import { compilePlan } from "../src/group-by/compile-plan.ts";
import { Accuracy, type GroupBy, Operation } from "../src/group-by/group-by.ts";
import type { Plan } from "../src/group-by/plan.ts";
import type { SourceRecord } from "../src/operators/emission.ts";
import type { Schema } from "../src/schema/schema.ts";
import { HOUR_MS, MINUTE_MS } from "../src/time/duration.ts";
import { processingTime } from "../src/time/event-time.ts";
import { days } from "../src/time/window.ts";
import type { JobSettings } from "../src/worker/protocol.ts";
import { priceEvents, TILE_MS } from "./price-events.ts";

/** Events of a run, over so many keys and hours. */
export interface Load {
  readonly events: number;
  readonly keys: number;
  readonly hours: number;
}

/** A job that catches up: it gets the events of a day as fast as this. */
const EVENTS_PER_MS = 100;
const BUFFER_MS = 100;
const STARTED_MS = Date.UTC(2024, 0, 2);

/** The columns of the events. */
export const SOURCE: Schema = [
  { name: "customer", type: "string" },
  { name: "price", type: "double" },
  { name: "created", type: "long" },
];

const GROUP_BY: GroupBy = {
  metaData: { name: "bench.prices" },
  sources: [
    {
      events: {
        topic: "prices",
        query: { selects: { customer: "customer", price: "price" }, timeColumn: "created" },
      },
    },
  ],
  keyColumns: ["customer"],
  aggregations: [Operation.SUM, Operation.COUNT, Operation.AVERAGE, Operation.MAX, Operation.LAST].map((operation) => ({
    inputColumn: "price",
    operation,
    windows: [days(7)],
  })),
  accuracy: Accuracy.TEMPORAL,
};

/** SUM, COUNT, AVERAGE, MAX and LAST of a price by customer. */
export function pricePlan(): Plan {
  const compiled = compilePlan(GROUP_BY, SOURCE);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.value;
}

export const settingsOf = (trigger: JobSettings["trigger"]): JobSettings => ({
  mode: "tiled",
  trigger,
  outOfOrdernessMs: 5 * MINUTE_MS,
  idlenessMs: 30_000,
  tileSizeMs: TILE_MS,
});

export const BUFFERED = { kind: "buffered", bufferMs: BUFFER_MS } as const;
export const EVERY_EVENT = { kind: "every-element" } as const;

/** When a log got the event: as processing time. */
export const arrivalMs = (index: number) => processingTime(STARTED_MS + Math.floor(index / EVENTS_PER_MS));

/** The events of a load as a pipeline takes them; those of later rounds happen and arrive after those before. */
export function priceRecords(load: Load, round = 0): SourceRecord[] {
  const { keys, timesMs, prices } = priceEvents(load.events, load.keys, load.hours);
  const first = round * load.events;
  const laterMs = round * load.hours * HOUR_MS;
  return Array.from(keys, (key, index) => ({
    index: first + index,
    partition: 0,
    offset: first + index,
    processingMs: arrivalMs(first + index),
    row: [`customer-${key}`, prices[index] ?? 0, laterMs + (timesMs[index] ?? 0)],
  }));
}

/** The events as a log has them. */
export function jsonBytes(events: readonly SourceRecord[]): Uint8Array[] {
  const encoder = new TextEncoder();
  return events.map(({ row: [customer, price, created] }) =>
    encoder.encode(JSON.stringify({ customer, price, created })),
  );
}
