import { compilePlan } from "../src/group-by/compile-plan.ts";
import { Accuracy, type GroupBy, Operation } from "../src/group-by/group-by.ts";
import type { Plan } from "../src/group-by/plan.ts";
import type { SourceRecord } from "../src/operators/emission.ts";
import { createPipeline } from "../src/runtime/create-pipeline.ts";
import type { Schema } from "../src/schema/schema.ts";
import { MINUTE_MS } from "../src/time/duration.ts";
import { processingTime } from "../src/time/event-time.ts";
import { days } from "../src/time/window.ts";
import type { JobSettings } from "../src/worker/protocol.ts";
import type { Compare } from "./compare.ts";
import { priceEvents, TILE_MS } from "./price-events.ts";

export const name = "tiled job";

const EVENTS = 400_000;
/** A job that catches up: it gets the events of a day as fast as this. */
const EVENTS_PER_MS = 100;
const BUFFER_MS = 100;
const KEYS = 1_000;

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

function records(): SourceRecord[] {
  const { keys, timesMs, prices } = priceEvents(EVENTS, KEYS);
  return Array.from(keys, (key, index) => ({
    index,
    partition: 0,
    offset: index,
    processingMs: processingTime(Math.floor(index / EVENTS_PER_MS)),
    row: [`customer-${key}`, prices[index] ?? 0, timesMs[index] ?? 0],
  }));
}

/** What any such job costs at least: the map of tiles and the five numbers, no watermark, no write. */
function byHand(events: readonly SourceRecord[]): number {
  const tiles = new Map<
    string,
    Map<number, { sum: number; count: number; max: number; lastMs: number; last: number }>
  >();
  let made = 0;
  for (const { row } of events) {
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

function byPipeline(compiled: Plan, events: readonly SourceRecord[], trigger: JobSettings["trigger"]): number {
  const settings: JobSettings = {
    mode: "tiled",
    trigger,
    outOfOrdernessMs: 5 * MINUTE_MS,
    idlenessMs: 30_000,
    tileSizeMs: TILE_MS,
  };
  const pipeline = createPipeline(compiled, settings, { partitions: 1 });
  let puts = 0;
  for (const record of events)
    pipeline.push(record, (emission) => {
      if (emission.kind === "put") puts++;
    });
  return puts;
}

/** One partition, 1,000 keys, five aggregations, tiles of an hour; select, watermark, tiles, Avro. */
export function run(compare: Compare): void {
  const compiled = plan();
  const events = records();
  compare({
    title: "SUM, COUNT, AVERAGE, MAX, LAST; 1,000 keys, hour tiles",
    unit: "events",
    count: EVENTS,
    subjects: [
      { name: "objects in maps, by hand, nothing written (baseline)", run: () => byHand(events) },
      {
        name: "createPipeline, buffered trigger of 100 ms",
        run: () => byPipeline(compiled, events, { kind: "buffered", bufferMs: BUFFER_MS }),
      },
      {
        name: "createPipeline, a write for every event",
        run: () => byPipeline(compiled, events, { kind: "every-element" }),
      },
    ],
  });
}
