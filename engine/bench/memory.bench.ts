import { ColumnarTiles } from "../src/aggregation/columnar/columnar-tiles.ts";
import type { EventBatch } from "../src/aggregation/columnar/event-batch.ts";
import { createRowAggregator } from "../src/aggregation/create-row-aggregator.ts";
import type { RowIr } from "../src/aggregation/row-aggregator.ts";
import { Operation } from "../src/group-by/group-by.ts";
import { TileTable } from "../src/operators/tile-table.ts";
import type { TimedValue } from "../src/ports/kv-store.ts";
import { RowTable, rowLayout } from "../src/serving/columnar/row-table.ts";
import { createFeatureSet, type TimedRow } from "../src/serving/feature-set.ts";
import { createRecordCodec } from "../src/tile/index.ts";
import { days } from "../src/time/window.ts";
import type { Compare, Show } from "./compare.ts";
import { PRICE_PARTS, PRICE_SCHEMA, priceEvents, TILE_MS } from "./price-events.ts";

export const name = "memory";

const TILES = 100_000;
const EVENTS = 1_000_000;

/** Bytes that the heap and array buffers hold more while what `make` returns is kept. Wants `--expose-gc`. */
function bytesOf(make: () => unknown): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Memory is measured with --expose-gc");
  const used = (): number => {
    gc();
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const kept = [make()];
  const after = used();
  if (kept.length !== 1) throw new Error("nothing was kept");
  return after - before;
}

const perItem = (bytes: number, items: number): string => (bytes / items).toFixed(0);

/** Bytes of open tiles and of events, in the forms in which the engine keeps them, each made twice and measured the second time. */
export function run(_compare: Compare, show: Show): void {
  const aggregator = createRowAggregator(PRICE_SCHEMA, PRICE_PARTS);
  const one = priceEvents(TILES, TILES, 1);
  const keys = Int32Array.from({ length: TILES }, (_, key) => key);
  const columns = [{ numbers: one.prices, nulls: null }];
  const oneEach: EventBatch = { length: TILES, keys, timesMs: one.timesMs, columns };
  const measured = (make: () => unknown): number => {
    bytesOf(make);
    return bytesOf(make);
  };
  const inMaps = measured(() => {
    const tiles = new Map<number, RowIr>();
    for (let key = 0; key < TILES; key++) {
      const ir = aggregator.init();
      aggregator.update(ir, [one.prices[key] ?? 0], one.timesMs[key] ?? 0);
      tiles.set(key, ir);
    }
    return tiles;
  });
  const inColumns = measured(() => {
    const tiles = new ColumnarTiles(aggregator, TILE_MS);
    tiles.update({ ...oneEach, timesMs: one.timesMs.map((timeMs) => Math.floor(timeMs / TILE_MS) * TILE_MS) });
    return tiles;
  });
  const inJob = measured(() => {
    const tiles = new TileTable(aggregator, TILE_MS);
    for (let key = 0; key < TILES; key++) {
      const slot = tiles.open(0);
      tiles.add(slot, [one.prices[key] ?? 0], 0);
      tiles.enter(slot, key, { key: [`customer-${key}`], keyId: `customer-${key}` });
    }
    return tiles;
  });
  show(`An open tile of SUM, COUNT, AVERAGE, MAX and LAST, in bytes; ${TILES.toLocaleString("en")} open`, [
    ["", "bytes a tile"],
    ["IRs of RowAggregator in a Map (baseline)", perItem(inMaps, TILES)],
    ["ColumnarTiles, room to grow included", perItem(inColumns, TILES)],
    ["TileTable of a job, with text keys and their map", perItem(inJob, TILES)],
  ]);

  const events = priceEvents(EVENTS, 1, 24);
  const times = events.timesMs.toSorted();
  const set = createFeatureSet(PRICE_SCHEMA, [{ inputColumn: "price", operation: Operation.SUM, windows: [days(1)] }]);
  const codec = createRecordCodec("bench", PRICE_SCHEMA);
  const layout = rowLayout(set, PRICE_SCHEMA);
  if (layout === null) throw new Error("These rows are made of numbers");
  const values = Array.from(
    times,
    (millis, i): TimedValue => ({ millis, bytes: codec.encode([events.prices[i] ?? 0]) }),
  );
  const asRows = measured(() => Array.from(times, (timeMs, i): TimedRow => ({ timeMs, row: [events.prices[i] ?? 0] })));
  const asValues = measured(() =>
    Array.from(times, (millis, i): TimedValue => ({ millis, bytes: codec.encode([events.prices[i] ?? 0]) })),
  );
  const asColumns = measured(() => RowTable.of(layout, values, Number.POSITIVE_INFINITY));
  const asBatch = measured(
    (): EventBatch => ({
      length: EVENTS,
      keys: new Int32Array(EVENTS),
      timesMs: times.slice(),
      columns: [{ numbers: events.prices.slice(), nulls: null }],
    }),
  );
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  show("A million events of one double, in megabytes", [
    ["", "MB"],
    ["rows, as objects (baseline)", megabytes(asRows)],
    ["stored values, as the fetcher gets them", megabytes(asValues)],
    ["columns that a read makes of those", megabytes(asColumns)],
    ["a batch, with keys", megabytes(asBatch)],
  ]);
}
