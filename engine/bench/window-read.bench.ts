import type { RowIr } from "../src/aggregation/row-aggregator.ts";
import { Operation } from "../src/group-by/group-by.ts";
import { createFeatureSet, type TimedRow } from "../src/serving/feature-set.ts";
import { readEvents, readTiles, type TileIr } from "../src/serving/sawtooth.ts";
import { DAY_MS } from "../src/time/duration.ts";
import { days } from "../src/time/window.ts";
import type { Compare } from "./compare.ts";
import { PRICE_SCHEMA, priceEvents, TILE_MS } from "./price-events.ts";

export const name = "window read";

const EVENTS = 350_000;
const HOURS = 169;
/** A run repeats the tiled read, which is short. */
const TILED_READS = 200;

/** One key, seven days up to a query at half past the hour: 169 hour tiles, or the 350,000 events in them. */
export function run(compare: Compare): void {
  const aggregations = [Operation.SUM, Operation.COUNT, Operation.AVERAGE, Operation.MAX, Operation.LAST].map(
    (operation) => ({ inputColumn: "price", operation, windows: [days(7)] }),
  );
  const set = createFeatureSet(PRICE_SCHEMA, aggregations);
  const { timesMs, prices } = priceEvents(EVENTS, 1, HOURS);
  const rows = Array.from(timesMs, (timeMs, i): TimedRow => ({ timeMs, row: [prices[i] ?? 0] }));
  const tiles = new Map<number, RowIr>();
  for (const { timeMs, row } of rows) {
    const startMs = Math.floor(timeMs / TILE_MS) * TILE_MS;
    const ir = tiles.get(startMs) ?? set.baseAggregator.init();
    tiles.set(startMs, ir);
    set.baseAggregator.update(ir, row, timeMs);
  }
  const stored = Array.from(tiles, ([startMs, ir]): TileIr => ({ startMs, ir }));
  const startMs = Math.min(...tiles.keys());
  const queryMs = startMs + 7 * DAY_MS + TILE_MS / 2;
  const noBatch = { ir: null, endMs: Number.NEGATIVE_INFINITY };
  const read = (ir: RowIr | null) => (ir === null ? null : set.windowedAggregator.finalize(ir));

  const inWindow = rows.filter(({ timeMs }) => timeMs < queryMs).length;
  compare({
    title: `Five features over 7 days of one key: ${stored.length} tiles or ${inWindow.toLocaleString("en")} events`,
    unit: "reads",
    count: TILED_READS,
    subjects: [
      {
        name: "raw events, RowAggregator (baseline)",
        run() {
          let last: unknown = null;
          for (let i = 0; i < TILED_READS; i++) last = read(readEvents(set, noBatch, rows, queryMs));
          return last;
        },
      },
      {
        name: "tiles, RowAggregator",
        run() {
          let last: unknown = null;
          for (let i = 0; i < TILED_READS; i++) last = read(readTiles(set, noBatch, stored, queryMs));
          return last;
        },
      },
    ],
  });
}
