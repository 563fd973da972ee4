import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import type { OperationName } from "../../group-by/group-by.ts";
import type { DataType, Schema } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import type { AggregationPart } from "../aggregation-part.ts";
import { createRowAggregator } from "../create-row-aggregator.ts";
import type { RowAggregator, RowIr } from "../row-aggregator.ts";
import { ColumnarTiles } from "./columnar-tiles.ts";
import type { BatchColumn, EventBatch } from "./event-batch.ts";

const SIZE_MS = 100;

const SCHEMA: Schema = [
  { name: "price", type: "double" },
  { name: "share", type: "float" },
  { name: "amount", type: "long" },
  { name: "small", type: "int" },
  { name: "text", type: "string" },
];

const INPUTS: readonly fc.Arbitrary<Value>[] = [
  fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300)),
  fc.oneof(fc.float(), fc.constantFrom(0, -0, 0.5)),
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -9, max: 9 }) },
    { weight: 2, arbitrary: fc.constantFrom(2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 51, -(2 ** 40)) },
    { weight: 1, arbitrary: fc.constantFrom<Value>(2n ** 53n, -(2n ** 63n), 2n ** 63n - 1n) },
  ),
  fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(2 ** 31 - 1, -(2 ** 31))),
  fc.constantFrom("a", "b", ""),
];

const OPERATIONS: readonly OperationName[] = [
  "COUNT",
  "SUM",
  "AVERAGE",
  "MIN",
  "MAX",
  "LAST",
  "FIRST",
  "TOP_K",
  "VARIANCE",
];

const part = (inputColumn: string, operation: OperationName, changes: Partial<AggregationPart> = {}) => ({
  inputColumn,
  operation,
  argMap: operation === "TOP_K" ? { k: "2" } : null,
  window: null,
  bucket: null,
  elementWise: false,
  ...changes,
});

const PARTS: readonly AggregationPart[] = [
  ...["price", "share", "amount", "small"].flatMap((column) => OPERATIONS.map((operation) => part(column, operation))),
  part("text", "LAST"),
  part("text", "COUNT"),
  part("price", "SUM", { bucket: "text" }),
];

interface Event {
  readonly key: number;
  readonly timeMs: number;
  readonly row: readonly Value[];
}

const event: fc.Arbitrary<Event> = fc.record({
  key: fc.oneof(fc.nat({ max: 2 }), fc.constantFrom(7, 5_000)),
  timeMs: fc.oneof(fc.integer({ min: -150, max: 350 }), fc.integer({ min: -20 * SIZE_MS, max: 20 * SIZE_MS })),
  row: fc.tuple(...INPUTS.map((input) => fc.option(input, { freq: 6 }))),
});

/** Numbers where the type has them and all are safe, else values; null marks only where there is a null. */
function toColumn(type: DataType, values: readonly Value[]): BatchColumn {
  if (type === "string" || values.some((value) => typeof value === "bigint")) return { values };
  const nulls = values.some((value) => value === null)
    ? Uint8Array.from(values, (value) => Number(value === null))
    : null;
  return { numbers: Float64Array.from(values, (value) => (value === null ? Number.NaN : (value as number))), nulls };
}

const toBatch = (events: readonly Event[]): EventBatch => ({
  length: events.length,
  keys: Int32Array.from(events, ({ key }) => key),
  timesMs: Float64Array.from(events, ({ timeMs }) => timeMs),
  columns: SCHEMA.map(({ type }, c) =>
    toColumn(
      type,
      events.map(({ row }) => row[c] ?? null),
    ),
  ),
});

/** Tiles by key and start, one event at a time. */
class RowTiles {
  readonly #aggregator: RowAggregator;
  readonly #tiles = new Map<string, { readonly key: number; readonly startMs: number; readonly ir: RowIr }>();
  constructor(aggregator: RowAggregator) {
    this.#aggregator = aggregator;
  }
  get openTiles(): number {
    return this.#tiles.size;
  }
  update({ key, timeMs, row }: Event): void {
    const startMs = Math.floor(timeMs / SIZE_MS) * SIZE_MS;
    const id = `${key} ${startMs}`;
    const tile = this.#tiles.get(id) ?? { key, startMs, ir: this.#aggregator.init() };
    this.#tiles.set(id, tile);
    this.#aggregator.update(tile.ir, row, timeMs);
  }
  close(untilMs: number): unknown[] {
    const due = [...this.#tiles].filter(([, tile]) => tile.startMs + SIZE_MS <= untilMs);
    for (const [id] of due) this.#tiles.delete(id);
    return due
      .map(([, { key, startMs, ir }]) => ({ key, startMs, stored: this.#aggregator.normalize(ir) }))
      .sort((a, b) => a.startMs - b.startMs);
  }
}

test("gives what the row aggregator gives, to the bit", () => {
  const step = fc.record({
    events: fc.array(event, { maxLength: 40 }),
    closeMs: fc.option(fc.integer({ min: -200, max: 20 * SIZE_MS }), { freq: 2 }),
  });
  check(
    "gives what the row aggregator gives, to the bit",
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 5 }),
      fc.shuffledSubarray([...PARTS], { minLength: 1 }),
      (steps, parts) => {
        const aggregator = createRowAggregator(SCHEMA, parts);
        const rowTiles = new RowTiles(aggregator);
        const columnar = new ColumnarTiles(aggregator, SIZE_MS);
        const expectClosed = (untilMs: number) => {
          const closed: unknown[] = [];
          columnar.close(untilMs, (key, startMs, ir) => {
            closed.push({ key, startMs, stored: aggregator.normalize(ir()) });
          });
          expect(closed).toEqual(rowTiles.close(untilMs));
          expect(columnar.openTiles).toBe(rowTiles.openTiles);
        };
        for (const { events, closeMs } of steps) {
          for (const one of events) rowTiles.update(one);
          columnar.update(toBatch(events));
          if (closeMs !== null) expectClosed(closeMs);
        }
        expectClosed(30 * SIZE_MS);
        expect(columnar.openTiles).toBe(0);
      },
    ),
  );
});

test("batches longer than a run, many keys and sums at the edge of safe integers", () => {
  const parts = ["SUM", "COUNT", "LAST", "MAX"].map((operation) => part("amount", operation as OperationName));
  const aggregator = createRowAggregator(SCHEMA, parts);
  const columnar = new ColumnarTiles(aggregator, SIZE_MS);
  const rowTiles = new RowTiles(aggregator);
  const events = Array.from({ length: 5_000 }, (_, i) => ({
    key: (i * 7_919) % 3_001,
    timeMs: (i * 31) % 300,
    row: [null, null, i % 5 === 0 ? null : (i % 2 === 0 ? 1 : -1) * 2 ** (i % 52), 0, null],
  }));
  for (let from = 0; from < events.length; from += 1_700) columnar.update(toBatch(events.slice(from, from + 1_700)));
  for (const one of events) rowTiles.update(one);
  const closed: unknown[] = [];
  columnar.close(300, (key, startMs, ir) => {
    closed.push({ key, startMs, stored: aggregator.normalize(ir()) });
  });
  expect(closed).toEqual(rowTiles.close(300));
  expect(closed.length).toBeGreaterThan(3_000);
});

test("tiles of many starts at once, opened and closed again and again, in and out of order", () => {
  const aggregator = createRowAggregator(SCHEMA, [part("small", "SUM"), part("small", "LAST")]);
  const columnar = new ColumnarTiles(aggregator, SIZE_MS);
  const rowTiles = new RowTiles(aggregator);
  for (let round = 0; round < 6; round++) {
    const startMs = round * 25 * SIZE_MS;
    const events = Array.from({ length: 2_000 }, (_, i) => ({
      key: (i * 7_919) % 13,
      timeMs: startMs + ((i * 104_729) % (50 * SIZE_MS)),
      row: [null, null, null, i % 100, null],
    }));
    columnar.update(toBatch(events));
    for (const one of events) rowTiles.update(one);
    const untilMs = startMs + (round % 2 === 0 ? 40 : 3) * SIZE_MS;
    const closed: unknown[] = [];
    columnar.close(untilMs, (key, tileMs, ir) => {
      closed.push({ key, startMs: tileMs, stored: aggregator.normalize(ir()) });
    });
    expect(closed).toEqual(rowTiles.close(untilMs));
    expect(columnar.openTiles).toBe(rowTiles.openTiles);
  }
});

test("a closed tile does not change with what comes after", () => {
  const aggregator = createRowAggregator(SCHEMA, [part("price", "SUM"), part("text", "LAST")]);
  const columnar = new ColumnarTiles(aggregator, SIZE_MS);
  const batch = (value: number) => toBatch([{ key: 0, timeMs: 1, row: [value, null, null, null, `v${value}`] }]);
  const closed: RowIr[] = [];
  for (const value of [1, 2]) {
    columnar.update(batch(value));
    columnar.close(SIZE_MS, (_key, _startMs, ir) => closed.push(ir()));
  }
  expect(closed.map((ir) => aggregator.finalize(ir))).toEqual([
    [1, "v1"],
    [2, "v2"],
  ]);
});

test("columns that can refuse a row take no batches", () => {
  const schema: Schema = [{ name: "list", type: { list: "double" } }];
  const aggregator = createRowAggregator(schema, [part("list", "SUM", { elementWise: true })]);
  expect(() => new ColumnarTiles(aggregator, SIZE_MS)).toThrow(/takes no batches/);
});
