import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import type { RowIr } from "../../aggregation/row-aggregator.ts";
import { Operation } from "../../group-by/group-by.ts";
import type { TimedValue } from "../../ports/kv-store.ts";
import type { Schema } from "../../schema/schema.ts";
import type { Row, Value } from "../../schema/value.ts";
import { createRecordCodec, createTileCodec } from "../../tile/index.ts";
import { MINUTE_MS } from "../../time/duration.ts";
import { TimeUnit, type Window } from "../../time/window.ts";
import { buildBatchIr } from "../batch-ir.ts";
import { createFeatureSet, type TimedRow } from "../feature-set.ts";
import { type BatchPart, readEvents, readRowTable, readTiles, readTileTable } from "../sawtooth.ts";
import { RowTable, rowLayout } from "./row-table.ts";
import { TileTable } from "./tile-table.ts";

const SIZE_MS = 5 * MINUTE_MS;
const BATCH_END_MS = 10 * SIZE_MS;

const SCHEMA: Schema = [
  { name: "price", type: "double" },
  { name: "share", type: "float" },
  { name: "amount", type: "long" },
  { name: "small", type: "int" },
];
const OPERATIONS = ["COUNT", "SUM", "AVERAGE", "MIN", "MAX", "FIRST", "LAST", "VARIANCE"] as const;

const minutes = (length: number): Window => ({ length, timeUnit: TimeUnit.MINUTES });
const COLUMNS = SCHEMA.flatMap(({ name }) => OPERATIONS.map((operation) => ({ name, operation })));

const EDGES = [2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 52, 2 ** 41 - 1, -(2 ** 31) - 1, 127, -64, 63, 64];
const INPUTS: readonly fc.Arbitrary<Value>[] = [
  fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300)),
  fc.oneof(fc.float(), fc.constantFrom(0, -0, 0.5)),
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -9, max: 9 }) },
    { weight: 1, arbitrary: fc.constantFrom<Value>(...EDGES) },
    { weight: 1, arbitrary: fc.constantFrom<Value>(2n ** 53n, -(2n ** 63n), 2n ** 63n - 1n) },
  ),
  fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(2 ** 31 - 1, -(2 ** 31))),
];

/** With or without integers that a double does not hold. */
const timedRows = (inputs: readonly fc.Arbitrary<Value>[]): fc.Arbitrary<TimedRow[]> =>
  fc
    .array(
      fc.record({
        timeMs: fc.oneof(
          fc.integer({ min: 0, max: 20 * SIZE_MS }),
          fc.integer({ min: 30, max: 60 }).map((third) => (third * SIZE_MS) / 3),
        ),
        row: fc.tuple(...inputs.map((input) => fc.option(input, { freq: 6 }))),
      }),
      { maxLength: 40 },
    )
    .map((rows) => rows.toSorted((a, b) => a.timeMs - b.timeMs));

const scenario = fc.record({
  columns: fc.shuffledSubarray(COLUMNS, { minLength: 1, maxLength: 6 }),
  windows: fc.uniqueArray(fc.constantFrom(5, 10, 30, 60), { minLength: 1, maxLength: 3 }),
  rows: fc.oneof(
    timedRows(INPUTS),
    timedRows(INPUTS.map((input) => input.filter((value) => typeof value === "number" && Math.abs(value) < 2 ** 40))),
  ),
  queryMs: fc.integer({ min: BATCH_END_MS, max: 21 * SIZE_MS }),
  hasBatch: fc.boolean(),
  isLaterUpload: fc.boolean(),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const setOf = ({ columns, windows }: Scenario) =>
  createFeatureSet(
    SCHEMA,
    columns.map(({ name, operation }) => ({
      inputColumn: name,
      operation: Operation[operation],
      windows: windows.map(minutes),
    })),
  );

function batchOf(drawn: Scenario): BatchPart {
  if (!drawn.hasBatch) return { ir: null, endMs: Number.NEGATIVE_INFINITY };
  const ir = buildBatchIr(setOf(drawn), BATCH_END_MS, drawn.rows);
  return { ir, endMs: BATCH_END_MS, ...(drawn.isLaterUpload && { valueMs: BATCH_END_MS + SIZE_MS }) };
}

/** Whether reading must not fall back: nothing can leave what a double holds. */
const isSmall = (rows: readonly TimedRow[]): boolean =>
  rows.every(({ row }) => row.every((value) => value === null || Math.abs(Number(value)) < 2 ** 40));

function tilesOf(set: ReturnType<typeof setOf>, rows: readonly TimedRow[]): Map<number, RowIr> {
  const tiles = new Map<number, RowIr>();
  for (const { timeMs, row } of rows) {
    const startMs = Math.floor(timeMs / SIZE_MS) * SIZE_MS;
    const ir = tiles.get(startMs) ?? set.baseAggregator.init();
    tiles.set(startMs, ir);
    set.baseAggregator.update(ir, row, timeMs);
  }
  return tiles;
}

const tileValue = (bytes: Uint8Array, startMs: number): TimedValue => ({
  bytes,
  millis: startMs,
  tile: { startMs, sizeMs: SIZE_MS },
});

test("W1 W3 tiles read in place come to what the aggregators make of them, to the bit", () => {
  let inPlace = 0;
  check(
    "W1 W3 tiles read in place come to what the aggregators make of them, to the bit",
    fc.property(scenario, fc.boolean(), (drawn, isHeadLeftOut) => {
      const set = setOf(drawn);
      const tiles = tilesOf(set, drawn.rows);
      const codec = createTileCodec("x", set.baseAggregator.irSchema);
      const values = Array.from(tiles, ([startMs, ir]) =>
        tileValue(codec.encode(set.baseAggregator.normalize(ir), startMs % 2 === 0), startMs),
      );
      const headMs = isHeadLeftOut ? drawn.queryMs - SIZE_MS : drawn.queryMs;
      const table = TileTable.of(set.baseAggregator);
      if (table === null) throw new Error("these columns are made of numbers");
      const general = { merges: 0 };
      const columnar = { merges: 0 };
      const stored = Array.from(tiles, ([startMs, ir]) => ({ startMs, ir }));
      const expected = readTiles(set, batchOf(drawn), stored, drawn.queryMs, general, headMs);
      const read = table.fill(values, SIZE_MS, headMs)
        ? readTileTable(set, batchOf(drawn), table, drawn.queryMs, columnar, headMs)
        : undefined;
      if (isSmall(drawn.rows)) expect(read).toBeDefined();
      if (read === undefined) return;
      inPlace++;
      expect(read).toEqual(expected);
      expect(columnar).toEqual(general);
    }),
    { factor: 3 },
  );
  expect(inPlace).toBeGreaterThan(0);
});

test("W1 W3 rows read in place come to what the aggregators make of them, to the bit", () => {
  check(
    "W1 W3 rows read in place come to what the aggregators make of them, to the bit",
    fc.property(scenario, (drawn) => {
      const set = setOf(drawn);
      const codec = createRecordCodec("x", SCHEMA);
      const values = drawn.rows.map(({ timeMs, row }): TimedValue => ({ bytes: codec.encode(row), millis: timeMs }));
      const layout = rowLayout(set, SCHEMA);
      if (layout === null) throw new Error("these rows are made of numbers");
      const general = { merges: 0 };
      const columnar = { merges: 0 };
      const expected = readEvents(set, batchOf(drawn), drawn.rows, drawn.queryMs, general);
      const table = RowTable.of(layout, values, drawn.queryMs);
      const read = table === null ? undefined : readRowTable(set, batchOf(drawn), table, drawn.queryMs, columnar);
      if (isSmall(drawn.rows)) expect(read).toBeDefined();
      if (read === undefined) return;
      expect(read).toEqual(expected);
      expect(columnar).toEqual(general);
    }),
    { factor: 3 },
  );
});

test("a table refuses bytes that are damaged, cut off or longer than a tile, and tiles out of order", () => {
  check(
    "a table refuses bytes that are damaged",
    fc.property(scenario, fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 12 }), (drawn, place, byte, cut) => {
      const set = setOf(drawn);
      const codec = createTileCodec("x", set.baseAggregator.irSchema);
      const table = TileTable.of(set.baseAggregator);
      for (const [startMs, ir] of tilesOf(set, drawn.rows)) {
        const bytes = codec.encode(set.baseAggregator.normalize(ir), true).slice();
        bytes[place % bytes.length] = byte;
        const damaged = bytes.subarray(0, bytes.length - Math.min(cut, bytes.length));
        let decoded: Row | null = null;
        try {
          decoded = codec.decode(damaged).ir;
        } catch {
          decoded = null;
        }
        // It may refuse what a codec can read, never take what a codec refuses.
        if (decoded === null) expect(table?.fill([tileValue(damaged, startMs)], SIZE_MS, Infinity)).toBe(false);
        else if (table?.fill([tileValue(damaged, startMs)], SIZE_MS, Infinity)) {
          const part = { ir: null, endMs: Number.NEGATIVE_INFINITY };
          const queryMs = startMs + SIZE_MS;
          const stored = [{ startMs, ir: set.baseAggregator.denormalize(decoded) }];
          expect(readTileTable(set, part, table, queryMs)).toEqual(readTiles(set, part, stored, queryMs));
        }
      }
    }),
  );
  const set = createFeatureSet(SCHEMA, [{ inputColumn: "small", operation: Operation.SUM, windows: [minutes(60)] }]);
  const codec = createTileCodec("x", set.baseAggregator.irSchema);
  const value = (startMs: number) => tileValue(codec.encode([startMs], true), startMs);
  const table = TileTable.of(set.baseAggregator);
  expect(table?.fill([value(0), value(SIZE_MS)], SIZE_MS, Infinity)).toBe(true);
  expect(table?.fill([value(SIZE_MS), value(0)], SIZE_MS, Infinity)).toBe(false);
});

test("columns that are not made of plain numbers have no table", () => {
  const schema: Schema = [
    { name: "price", type: "double" },
    { name: "flavor", type: "string" },
    { name: "prices", type: { map: "double" } },
  ];
  const table = (inputColumn: string, operation: Operation, buckets?: readonly string[]) => {
    const aggregation = { inputColumn, operation, argMap: { k: "2" }, ...(buckets && { buckets }) };
    const set = createFeatureSet(schema, [aggregation]);
    return { tiles: TileTable.of(set.baseAggregator), rows: rowLayout(set, schema) };
  };
  expect(table("flavor", Operation.LAST).tiles).toBeNull();
  expect(table("price", Operation.SUM, ["flavor"]).tiles).toBeNull();
  expect(table("prices", Operation.SUM).tiles).toBeNull();
  expect(table("price", Operation.LAST_K).tiles).toBeNull();
  // A count is a number whatever it counts; rows with a text are not.
  expect(table("flavor", Operation.COUNT).tiles).not.toBeNull();
  expect(table("flavor", Operation.COUNT).rows).toBeNull();
});
