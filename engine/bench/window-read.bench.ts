import type { RowIr } from "../src/aggregation/row-aggregator.ts";
import { Operation } from "../src/group-by/group-by.ts";
import type { TimedValue } from "../src/ports/kv-store.ts";
import { RowTable, rowLayout } from "../src/serving/columnar/row-table.ts";
import { TileTable } from "../src/serving/columnar/tile-table.ts";
import { createFeatureSet, type TimedRow } from "../src/serving/feature-set.ts";
import { readEvents, readRowTable, readTiles, readTileTable, type TileIr } from "../src/serving/sawtooth.ts";
import { createRecordCodec, createTileCodec } from "../src/tile/index.ts";
import { DAY_MS } from "../src/time/duration.ts";
import { days } from "../src/time/window.ts";
import { type NaiveEvent, naiveWindow } from "../testing/naive/window.ts";
import type { Compare, Subject } from "./compare.ts";
import { PRICE_SCHEMA, priceEvents, TILE_MS } from "./price-events.ts";

export const name = "window read";

const EVENTS = 350_000;
const HOURS = 169;
/** Short reads are repeated within a run. */
const TILED_READS = 2_000;
const ROW_READS = 5;

const NO_BATCH = { ir: null, endMs: Number.NEGATIVE_INFINITY };

type Operations = readonly (keyof typeof Operation)[];

/** One key's stored values and what they are decoded to, in every form that is read. */
function dataOf(operations: Operations) {
  const aggregations = operations.map((operation) => ({
    inputColumn: "price",
    operation: Operation[operation],
    windows: [days(7)],
  }));
  const set = createFeatureSet(PRICE_SCHEMA, aggregations);
  const { timesMs, prices } = priceEvents(EVENTS, 1, HOURS);
  const rows = Array.from(timesMs, (timeMs, i): TimedRow => ({ timeMs, row: [prices[i] ?? 0] })).sort(
    (a, b) => a.timeMs - b.timeMs,
  );
  const irs = new Map<number, RowIr>();
  for (const { timeMs, row } of rows) {
    const startMs = Math.floor(timeMs / TILE_MS) * TILE_MS;
    const ir = irs.get(startMs) ?? set.baseAggregator.init();
    irs.set(startMs, ir);
    set.baseAggregator.update(ir, row, timeMs);
  }
  const queryMs = Math.min(...irs.keys()) + 7 * DAY_MS + TILE_MS / 2;
  const tiles = Array.from(irs, ([startMs, ir]): TileIr => ({ startMs, ir }));
  const tileCodec = createTileCodec("bench", set.baseAggregator.irSchema);
  const tileValues = tiles.map(({ startMs, ir }): TimedValue => {
    const tile = { startMs, sizeMs: TILE_MS };
    return { bytes: tileCodec.encode(set.baseAggregator.normalize(ir), true), millis: startMs, tile };
  });
  const rowCodec = createRecordCodec("bench", PRICE_SCHEMA);
  const rowValues = rows.map(({ timeMs, row }): TimedValue => ({ bytes: rowCodec.encode(row), millis: timeMs }));
  const tileTable = TileTable.of(set.baseAggregator);
  const layout = rowLayout(set, PRICE_SCHEMA);
  if (tileTable === null || layout === null || !tileTable.fill(tileValues, TILE_MS, queryMs))
    throw new Error("These columns are made of numbers");
  const rowTable = RowTable.of(layout, rowValues, queryMs);
  if (rowTable === null) throw new Error("These rows are made of numbers");
  return { set, rows, rowCodec, rowValues, rowTable, layout, tiles, tileCodec, tileValues, tileTable, queryMs };
}

const repeated = (times: number, read: () => unknown) => () => {
  let last: unknown = null;
  for (let i = 0; i < times; i++) last = read();
  return last;
};

/** Throws when two ways of reading give different values. */
function expectAlike(reads: Readonly<Record<string, () => unknown>>): void {
  const answers = Object.entries(reads).map(([label, read]) => [label, JSON.stringify(read())] as const);
  for (const [label, answer] of answers)
    if (answer !== answers[0]?.[1]) throw new Error(`${label} gives ${answer}, not ${answers[0]?.[1]}`);
}

const subjectsOf = (reads: Readonly<Record<string, () => unknown>>, times: number): Subject[] =>
  Object.entries(reads).map(([label, read]) => ({ name: label, run: repeated(times, read) }));

function compareReads(compare: Compare, operations: Operations, title: string): void {
  const data = dataOf(operations);
  const { set, rows, rowCodec, rowValues, rowTable, layout, tiles, tileCodec, tileValues, tileTable, queryMs } = data;
  const finalized = (ir: RowIr | null | undefined) => ir && set.windowedAggregator.finalize(ir);
  const events = rows.map(({ timeMs, row }): NaiveEvent => ({ timeMs, value: Number(row[0]), bucket: null }));
  const scan = () =>
    operations.map((operation) =>
      naiveWindow(events, { operation, windowMs: 7 * DAY_MS, k: 1, bucketed: false }, queryMs),
    );
  const rowReads = {
    "raw events, RowAggregator (baseline)": () => finalized(readEvents(set, NO_BATCH, rows, queryMs)),
    "raw events in columns": () => finalized(readRowTable(set, NO_BATCH, rowTable, queryMs)),
    "raw events, decoded to rows, RowAggregator": () => {
      const decoded = rowValues.map(({ millis, bytes }) => ({ timeMs: millis, row: rowCodec.decode(bytes) }));
      return finalized(readEvents(set, NO_BATCH, decoded, queryMs));
    },
    "raw events, decoded to columns": () => {
      const table = RowTable.of(layout, rowValues, queryMs);
      return table && finalized(readRowTable(set, NO_BATCH, table, queryMs));
    },
  };
  const tileReads = {
    "tiles, RowAggregator (baseline)": () => finalized(readTiles(set, NO_BATCH, tiles, queryMs)),
    "tiles in columns": () => finalized(readTileTable(set, NO_BATCH, tileTable, queryMs)),
    "tiles, decoded to IRs, RowAggregator": () => {
      const decoded = tileValues.map(({ millis, bytes }) => ({
        startMs: millis,
        ir: set.baseAggregator.denormalize(tileCodec.decode(bytes).ir),
      }));
      return finalized(readTiles(set, NO_BATCH, decoded, queryMs));
    },
    "tiles, decoded to columns": () => {
      tileTable.fill(tileValues, TILE_MS, queryMs);
      return finalized(readTileTable(set, NO_BATCH, tileTable, queryMs));
    },
  };
  expectAlike(rowReads);
  expectAlike(tileReads);
  const naive = scan().map(Number);
  for (const [i, value] of (rowReads["raw events in columns"]() ?? []).entries())
    if (!(Math.abs(Number(value) - (naive[i] ?? 0)) <= 1e-9 * Math.abs(naive[i] ?? 0)))
      throw new Error(`${operations[i]} is ${value}, and the naive scan gives ${naive[i]}`);
  compare({
    title: `${title}, ${rowTable.length.toLocaleString("en")} events of 7 days of one key`,
    unit: "reads",
    count: ROW_READS,
    subjects: [
      ...subjectsOf(rowReads, ROW_READS),
      { name: "raw events, the tests' naive scan", run: repeated(ROW_READS, scan) },
    ],
  });
  compare({
    title: `${title}, ${tileTable.length} hour tiles of 7 days of one key`,
    unit: "reads",
    count: TILED_READS,
    subjects: subjectsOf(tileReads, TILED_READS),
  });
}

/** One key, seven days up to a query at half past the hour. All ways of a table give the same values, or it stops. */
export function run(compare: Compare): void {
  compareReads(compare, ["SUM"], "SUM");
  compareReads(compare, ["SUM", "COUNT", "AVERAGE", "MAX", "LAST"], "SUM, COUNT, AVERAGE, MAX and LAST");
}
