import type { Emission, SourceRecord } from "../src/operators/emission.ts";
import { createPipeline } from "../src/runtime/create-pipeline.ts";
import { type ChainOutput, OperatorChain } from "../src/runtime/operator-chain.ts";
import type { Row } from "../src/schema/value.ts";
import { createEventDecoder } from "../src/server/events/event-decoder.ts";
import type { JobSettings } from "../src/worker/protocol.ts";
import type { Compare, Subject } from "./compare.ts";
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

function* rowsOf(records: readonly SourceRecord[]): Iterable<Row> {
  for (const { row } of records) yield row;
}

/** What a job is given, anew for each round and made before it: events that nothing has looked at yet. */
class Rounds {
  readonly #load: Load;
  #round = 0;
  records: readonly SourceRecord[] = [];
  bytes: readonly Uint8Array[] = [];

  constructor(load: Load) {
    this.#load = load;
  }

  readonly nextRecords = (): void => {
    this.records = priceRecords(this.#load, this.#round++);
  };

  readonly nextBytes = (): void => {
    this.bytes = jsonBytes(priceRecords(this.#load, this.#round++));
  };
}

type Work = Pick<Subject, "run" | "prepare">;

/** One chain over all rounds, up to the IRs that are due to be written, each given out in memory form. */
function byChain(load: Load, trigger: JobSettings["trigger"]): Work {
  const rounds = new Rounds(load);
  const chain = new OperatorChain(pricePlan(), settingsOf(trigger), 1);
  let irs = 0;
  const count = (output: ChainOutput): void => {
    if (output.kind === "fired") irs += output.tile.ir.length;
  };
  const run = (): number => {
    for (const record of rounds.records) chain.push(record, count);
    return irs;
  };
  return { prepare: rounds.nextRecords, run };
}

/** One pipeline over all rounds, up to its put requests. */
function byPipeline(load: Load, trigger: JobSettings["trigger"], from: "records" | "bytes"): Work {
  const rounds = new Rounds(load);
  const pipeline = createPipeline(pricePlan(), settingsOf(trigger), { partitions: 1 });
  const decode = createEventDecoder({ kind: "json" });
  let offset = 0;
  let puts = 0;
  const count = (emission: Emission): void => {
    if (emission.kind === "put") puts++;
  };
  const runRecords = (): number => {
    for (const record of rounds.records) pipeline.push(record, count);
    return puts;
  };
  /** As the server reads them. */
  const runBytes = (): number => {
    for (const value of rounds.bytes) {
      const event = decode(value, SOURCE);
      if (!event.ok) throw new Error(event.diagnostics[0]?.message);
      pipeline.push({ index: offset, partition: 0, offset, processingMs: arrivalMs(offset), row: event.value }, count);
      offset++;
    }
    return puts;
  };
  return from === "records"
    ? { prepare: rounds.nextRecords, run: runRecords }
    : { prepare: rounds.nextBytes, run: runBytes };
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

/**
 * One partition, five aggregations, tiles of an hour; select, watermark, tiles, Avro. Each job goes on from round to round, as
 * jobs do: with a new one every round, most of what is measured is the compiler, which forgets what it knew of the old.
 */
export function run(compare: Compare): void {
  for (const load of LOADS) runLoad(compare, load);
}

function runLoad(compare: Compare, load: Load): void {
  const keys = load.keys === 1 ? "1 key" : `${load.keys.toLocaleString("en")} keys`;
  const rest = { unit: "events", count: load.events };
  const byHandOf = (work: (rounds: Rounds) => number, next: "nextRecords" | "nextBytes"): Work => {
    const rounds = new Rounds(load);
    return { prepare: rounds[next], run: () => work(rounds) };
  };
  const hand = {
    name: "objects in maps, by hand, nothing written (baseline)",
    ...byHandOf(({ records }) => byHand(rowsOf(records)), "nextRecords"),
  };
  compare({
    title: `Decoded events to IRs, ${keys}`,
    ...rest,
    subjects: [
      hand,
      { name: "OperatorChain, buffered trigger of 100 ms", ...byChain(load, BUFFERED) },
      { name: "OperatorChain, an IR for every event", ...byChain(load, EVERY_EVENT) },
    ],
  });
  compare({
    title: `Decoded events to put requests in Avro, ${keys}`,
    ...rest,
    subjects: [
      hand,
      { name: "createPipeline, buffered trigger of 100 ms", ...byPipeline(load, BUFFERED, "records") },
      { name: "createPipeline, a write for every event", ...byPipeline(load, EVERY_EVENT, "records") },
    ],
  });
  compare({
    title: `JSON bytes to put requests in Avro, ${keys}`,
    ...rest,
    subjects: [
      {
        name: "JSON.parse and objects in maps, by hand (baseline)",
        ...byHandOf(({ bytes }) => byHand(parsedRows(bytes)), "nextBytes"),
      },
      { name: "JSON.parse alone", ...byHandOf(({ bytes }) => parsedByHand(bytes), "nextBytes") },
      { name: "createPipeline, buffered trigger of 100 ms", ...byPipeline(load, BUFFERED, "bytes") },
      { name: "createPipeline, a write for every event", ...byPipeline(load, EVERY_EVENT, "bytes") },
    ],
  });
}
