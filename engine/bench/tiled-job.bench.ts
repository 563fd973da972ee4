import { compilePlan } from "../src/group-by/compile-plan.ts";
import { Accuracy, type GroupBy, Operation } from "../src/group-by/group-by.ts";
import type { Plan } from "../src/group-by/plan.ts";
import type { SourceRecord } from "../src/operators/emission.ts";
import { createPipeline } from "../src/runtime/create-pipeline.ts";
import { OperatorChain } from "../src/runtime/operator-chain.ts";
import type { Schema } from "../src/schema/schema.ts";
import type { Row } from "../src/schema/value.ts";
import { createEventDecoder } from "../src/server/events/event-decoder.ts";
import { MINUTE_MS } from "../src/time/duration.ts";
import { processingTime } from "../src/time/event-time.ts";
import { days } from "../src/time/window.ts";
import type { JobSettings } from "../src/worker/protocol.ts";
import type { Compare } from "./compare.ts";
import { priceEvents, TILE_MS } from "./price-events.ts";

export const name = "tiled job";

/** Events of a run, over so many keys and hours. */
interface Load {
  readonly events: number;
  readonly keys: number;
  readonly hours: number;
}

const LOADS: readonly Load[] = [
  { events: 400_000, keys: 1, hours: 24 },
  { events: 400_000, keys: 1_000, hours: 24 },
  { events: 800_000, keys: 100_000, hours: 1 },
];
/** A job that catches up: it gets the events of a day as fast as this. */
const EVENTS_PER_MS = 100;
const BUFFER_MS = 100;
const STARTED_MS = Date.UTC(2024, 0, 2);

const SOURCE: Schema = [
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

function plan(): Plan {
  const compiled = compilePlan(GROUP_BY, SOURCE);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.value;
}

const arrivalMs = (index: number) => processingTime(STARTED_MS + Math.floor(index / EVENTS_PER_MS));

function records(load: Load): SourceRecord[] {
  const { keys, timesMs, prices } = priceEvents(load.events, load.keys, load.hours);
  return Array.from(keys, (key, index) => ({
    index,
    partition: 0,
    offset: index,
    processingMs: arrivalMs(index),
    row: [`customer-${key}`, prices[index] ?? 0, timesMs[index] ?? 0],
  }));
}

/** What any such job costs at least: the map of tiles and the five numbers, no watermark, no write. */
function byHand(rows: Iterable<Row>): number {
  const tiles = new Map<
    string,
    Map<number, { sum: number; count: number; max: number; lastMs: number; last: number }>
  >();
  let made = 0;
  for (const row of rows) {
    const [key, price, timeMs] = row as readonly [string, number, number];
    const startMs = Math.floor(timeMs / TILE_MS) * TILE_MS;
    const ofKey = tiles.get(key) ?? new Map();
    if (ofKey.size === 0) tiles.set(key, ofKey);
    const tile = ofKey.get(startMs);
    if (tile === undefined) {
      ofKey.set(startMs, { sum: price, count: 1, max: price, lastMs: timeMs, last: price });
      made++;
      continue;
    }
    tile.sum += price;
    tile.count++;
    if (price > tile.max) tile.max = price;
    if (timeMs > tile.lastMs) {
      tile.lastMs = timeMs;
      tile.last = price;
    }
  }
  return made;
}

const settingsOf = (trigger: JobSettings["trigger"]): JobSettings => ({
  mode: "tiled",
  trigger,
  outOfOrdernessMs: 5 * MINUTE_MS,
  idlenessMs: 30_000,
  tileSizeMs: TILE_MS,
});

/** Up to the IRs that are due to be written, each given out in memory form. */
function byChain(compiled: Plan, events: readonly SourceRecord[], trigger: JobSettings["trigger"]): number {
  const chain = new OperatorChain(compiled, settingsOf(trigger), 1);
  let irs = 0;
  for (const record of events)
    chain.push(record, (output) => {
      if (output.kind === "fired") irs += output.tile.ir.length;
    });
  return irs;
}

function byPipeline(compiled: Plan, events: Iterable<SourceRecord>, trigger: JobSettings["trigger"]): number {
  const pipeline = createPipeline(compiled, settingsOf(trigger), { partitions: 1 });
  let puts = 0;
  for (const record of events)
    pipeline.push(record, (emission) => {
      if (emission.kind === "put") puts++;
    });
  return puts;
}

/** The events as a log has them. */
function jsonBytes(events: readonly SourceRecord[]): Uint8Array[] {
  const encoder = new TextEncoder();
  return events.map(({ row: [customer, price, created] }) =>
    encoder.encode(JSON.stringify({ customer, price, created })),
  );
}

/** As the server reads them. */
function* decoded(bytes: readonly Uint8Array[]): Iterable<SourceRecord> {
  const decode = createEventDecoder({ kind: "json" });
  for (const [index, value] of bytes.entries()) {
    const event = decode(value, SOURCE);
    if (!event.ok) throw new Error(event.diagnostics[0]?.message);
    yield { index, partition: 0, offset: index, processingMs: arrivalMs(index), row: event.value };
  }
}

interface Price {
  readonly customer: string;
  readonly price: number;
  readonly created: number;
}

function* parsed(bytes: readonly Uint8Array[]): Iterable<Price> {
  const decoder = new TextDecoder();
  for (const value of bytes) yield JSON.parse(decoder.decode(value)) as Price;
}

/** What reading the JSON costs at least, by the platform's own parser. */
function parsedByHand(bytes: readonly Uint8Array[]): number {
  let sum = 0;
  for (const { price } of parsed(bytes)) sum += price;
  return sum;
}

function* parsedRows(bytes: readonly Uint8Array[]): Iterable<Row> {
  for (const { customer, price, created } of parsed(bytes)) yield [customer, price, created];
}

const BUFFERED = { kind: "buffered", bufferMs: BUFFER_MS } as const;
const EVERY_EVENT = { kind: "every-element" } as const;

/** One partition, five aggregations, tiles of an hour; select, watermark, tiles, Avro. */
export function run(compare: Compare): void {
  for (const load of LOADS) runLoad(compare, load);
}

function runLoad(compare: Compare, load: Load): void {
  const compiled = plan();
  const events = records(load);
  const rows = events.map(({ row }) => row);
  const bytes = jsonBytes(events);
  const keys = load.keys === 1 ? "1 key" : `${load.keys.toLocaleString("en")} keys`;
  const rest = { unit: "events", count: load.events };
  const hand = { name: "objects in maps, by hand, nothing written (baseline)", run: () => byHand(rows) };
  compare({
    title: `Decoded events to IRs, ${keys}`,
    ...rest,
    subjects: [
      hand,
      { name: "OperatorChain, buffered trigger of 100 ms", run: () => byChain(compiled, events, BUFFERED) },
      { name: "OperatorChain, an IR for every event", run: () => byChain(compiled, events, EVERY_EVENT) },
    ],
  });
  compare({
    title: `Decoded events to put requests in Avro, ${keys}`,
    ...rest,
    subjects: [
      hand,
      { name: "createPipeline, buffered trigger of 100 ms", run: () => byPipeline(compiled, events, BUFFERED) },
      { name: "createPipeline, a write for every event", run: () => byPipeline(compiled, events, EVERY_EVENT) },
    ],
  });
  compare({
    title: `JSON bytes to put requests in Avro, ${keys}`,
    ...rest,
    subjects: [
      { name: "JSON.parse and objects in maps, by hand (baseline)", run: () => byHand(parsedRows(bytes)) },
      { name: "JSON.parse alone", run: () => parsedByHand(bytes) },
      { name: "createPipeline, buffered trigger of 100 ms", run: () => byPipeline(compiled, decoded(bytes), BUFFERED) },
      { name: "createPipeline, a write for every event", run: () => byPipeline(compiled, decoded(bytes), EVERY_EVENT) },
    ],
  });
}
