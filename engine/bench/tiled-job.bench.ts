import type { Plan } from "../src/group-by/plan.ts";
import type { SourceRecord } from "../src/operators/emission.ts";
import { createPipeline } from "../src/runtime/create-pipeline.ts";
import { OperatorChain } from "../src/runtime/operator-chain.ts";
import type { Row } from "../src/schema/value.ts";
import { createEventDecoder } from "../src/server/events/event-decoder.ts";
import type { JobSettings } from "../src/worker/protocol.ts";
import type { Compare } from "./compare.ts";
import { TILE_MS } from "./price-events.ts";
import {
  arrivalMs,
  BUFFERED,
  EVERY_EVENT,
  jsonBytes,
  type Load,
  pricePlan,
  priceRecords,
  SOURCE,
  settingsOf,
} from "./price-job.ts";

export const name = "tiled job";

const LOADS: readonly Load[] = [
  { events: 400_000, keys: 1, hours: 24 },
  { events: 400_000, keys: 1_000, hours: 24 },
  { events: 800_000, keys: 100_000, hours: 1 },
];

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

/** One partition, five aggregations, tiles of an hour; select, watermark, tiles, Avro. */
export function run(compare: Compare): void {
  for (const load of LOADS) runLoad(compare, load);
}

function runLoad(compare: Compare, load: Load): void {
  const compiled = pricePlan();
  const events = priceRecords(load);
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
