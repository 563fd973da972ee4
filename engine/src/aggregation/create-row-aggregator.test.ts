import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryValue } from "../../testing/arbitrary-value.ts";
import { naiveAggregate, type TimedInput } from "../../testing/naive/naive-aggregate.ts";
import { check } from "../../testing/property.ts";
import type { OperationName } from "../group-by/group-by.ts";
import type { DataType, Schema } from "../schema/schema.ts";
import type { Row, Value } from "../schema/value.ts";
import type { AggregationPart } from "./aggregation-part.ts";
import { createRowAggregator } from "./create-row-aggregator.ts";
import type { RowAggregator, RowIr } from "./row-aggregator.ts";

const schema: Schema = [
  { name: "amount", type: "long" },
  { name: "country", type: "string" },
  { name: "codes", type: { list: "int" } },
  { name: "scores", type: { map: "int" } },
];
const [AMOUNT, COUNTRY, CODES, SCORES] = [0, 1, 2, 3];

const part = (
  inputColumn: string,
  operation: OperationName,
  change: Partial<AggregationPart> = {},
): AggregationPart => ({
  inputColumn,
  operation,
  argMap: operation.endsWith("_K") ? { k: "3" } : null,
  window: null,
  bucket: null,
  elementWise: false,
  ...change,
});

const nullable = (type: DataType): fc.Arbitrary<Value> => fc.option(arbitraryValue(type), { freq: 4 });
const bucket = fc.option(fc.constantFrom("", "a", "b"), { freq: 4 });
const rowAndTime = fc.record({
  row: fc.tuple(nullable("long"), bucket, nullable({ list: "int" }), nullable({ map: "int" })) as fc.Arbitrary<Row>,
  timeMs: fc.nat(5),
});
const rowsAndTimes = fc.array(rowAndTime, { maxLength: 12 });
type Event = { readonly row: Row; readonly timeMs: number };

function aggregate(aggregator: RowAggregator, events: readonly Event[]): RowIr {
  const ir = aggregator.init();
  for (const { row, timeMs } of events) aggregator.update(ir, row, timeMs);
  return ir;
}

const inputsOf = (events: readonly Event[], values: (row: Row) => readonly Value[]): TimedInput[] =>
  events
    .flatMap(({ row, timeMs }) => values(row).map((value) => ({ value, timeMs })))
    .filter(({ value }) => value !== null);

function grouped(operation: OperationName, type: DataType, inputs: readonly (readonly [string, TimedInput])[]): Value {
  const keys = [...new Set(inputs.map(([key]) => key))];
  return new Map(
    keys.map((key) => [
      key,
      naiveAggregate(
        operation,
        3,
        type,
        inputs.filter(([k]) => k === key).map(([, input]) => input),
      ),
    ]),
  );
}

const OPERATIONS: readonly OperationName[] = ["COUNT", "SUM", "MIN", "MAX", "LAST", "TOP_K", "UNIQUE_COUNT"];
const SIMPLE = OPERATIONS.filter((operation) => operation !== "LAST");

describe("A5 A6 A16 columns mean what the naive scan says", () => {
  test.each(OPERATIONS)("%s, plain and bucketed", (operation) => {
    const aggregator = createRowAggregator(schema, [
      part("amount", operation),
      part("amount", operation, { bucket: "country" }),
    ]);
    const property = fc.property(rowsAndTimes, (events) => {
      const [plain, bucketed] = aggregator.finalize(aggregate(aggregator, events));
      const inputs = inputsOf(events, (row) => [row[AMOUNT] ?? null]);
      expect(plain).toEqual(naiveAggregate(operation, 3, "long", inputs));
      const keyed = events.flatMap(({ row, timeMs }) => {
        const [value, key] = [row[AMOUNT] ?? null, row[COUNTRY] ?? null];
        return value === null || key === null ? [] : [[key as string, { value, timeMs }] as const];
      });
      expect(bucketed).toEqual(keyed.length === 0 ? null : grouped(operation, "long", keyed));
    });
    check(`${operation}, plain and bucketed`, property);
  });

  test.each(SIMPLE)("%s over the elements of lists, plain and bucketed", (operation) => {
    const aggregator = createRowAggregator(schema, [
      part("codes", operation),
      part("codes", operation, { bucket: "country" }),
    ]);
    const elements = (row: Row) => (row[CODES] ?? []) as readonly Value[];
    const property = fc.property(rowsAndTimes, (events) => {
      const [plain, bucketed] = aggregator.finalize(aggregate(aggregator, events));
      expect(plain).toEqual(naiveAggregate(operation, 3, "int", inputsOf(events, elements)));
      const keyed = events.flatMap((event) => {
        const key = event.row[COUNTRY] ?? null;
        return key === null ? [] : inputsOf([event], elements).map((input) => [key as string, input] as const);
      });
      expect(bucketed).toEqual(keyed.length === 0 ? null : grouped(operation, "int", keyed));
    });
    check(`${operation} over the elements of lists, plain and bucketed`, property);
  });

  test.each(SIMPLE)("%s over the values of maps", (operation) => {
    const aggregator = createRowAggregator(schema, [part("scores", operation)]);
    const property = fc.property(rowsAndTimes, (events) => {
      const [value] = aggregator.finalize(aggregate(aggregator, events));
      const maps = events.filter(({ row }) => row[SCORES] !== null);
      const keyed = maps.flatMap(({ row, timeMs }) =>
        [...(row[SCORES] as ReadonlyMap<string, Value>)]
          .filter(([, item]) => item !== null)
          .map(([key, item]) => [key, { value: item, timeMs }] as const),
      );
      expect(value).toEqual(maps.length === 0 ? null : grouped(operation, "int", keyed));
    });
    check(`${operation} over the values of maps`, property);
  });

  test.each(SIMPLE)("%s element-wise", (operation) => {
    const aggregator = createRowAggregator(
      [{ name: "x", type: { list: "int" } }],
      [part("x", operation, { elementWise: true })],
    );
    const pair = fc.tuple(arbitraryValue("int"), arbitraryValue("int")) as fc.Arbitrary<readonly Value[]>;
    const property = fc.property(fc.array(fc.option(pair, { freq: 4 }), { maxLength: 8 }), (lists) => {
      const events = lists.map((list, timeMs) => ({ row: [list], timeMs }));
      const [value] = aggregator.finalize(aggregate(aggregator, events));
      const at = (i: number) => inputsOf(events, ([list]) => [(list as readonly Value[] | null)?.[i] ?? null]);
      const wanted = [0, 1].map((i) => naiveAggregate(operation, 3, "int", at(i)));
      expect(value).toEqual(at(0).length === 0 ? null : wanted);
    });
    check(`${operation} element-wise`, property);
  });
});

const everything = createRowAggregator(schema, [
  part("amount", "SUM"),
  part("amount", "COUNT", { bucket: "country" }),
  part("codes", "SUM"),
  part("codes", "COUNT", { bucket: "country" }),
  part("scores", "COUNT"),
]);

describe("rows", () => {
  test("split anywhere, merged, stored and read back: the same features (A3)", () => {
    const property = fc.property(rowsAndTimes, fc.nat(12), (events, cut) => {
      const left = aggregate(everything, events.slice(0, cut));
      const right = everything.denormalize(everything.normalize(aggregate(everything, events.slice(cut))));
      const before = everything.normalize(right);
      everything.merge(left, right);
      everything.update(left, [1, "a", [1], new Map([["k", 1]])], 0);
      expect(everything.normalize(right)).toEqual(before);
      const all = aggregate(everything, events);
      everything.update(all, [1, "a", [1], new Map([["k", 1]])], 0);
      expect(everything.finalize(left)).toEqual(everything.finalize(all));
    });
    check("split anywhere, merged, stored and read back: the same features (A3)", property);
  });

  test("deleting what was added leaves zeros, deleting the rest leaves the rest (A7)", () => {
    const property = fc.property(rowsAndTimes, rowsAndTimes, (kept, gone) => {
      const ir = aggregate(everything, [...kept, ...gone]);
      for (const { row, timeMs } of gone) everything.delete(ir, row, timeMs);
      const dropZeros = (value: Value): Value =>
        value instanceof Map ? new Map([...value].filter(([, item]) => item !== 0)) : value === 0 ? null : value;
      const emptyToNull = (value: Value): Value => (value instanceof Map && value.size === 0 ? null : value);
      const shown = (rowIr: RowIr) => everything.finalize(rowIr).map(dropZeros).map(emptyToNull);
      expect(shown(ir)).toEqual(shown(aggregate(everything, kept)));
    });
    check("deleting what was added leaves zeros, deleting the rest leaves the rest (A7)", property);
  });

  test("a delete that overtakes its insert cancels it", () => {
    const ir = everything.init();
    const row: Row = [5, "a", [1, 2], new Map([["k", 1]])];
    everything.delete(ir, row, 0);
    expect(everything.finalize(ir)).toEqual([-5, new Map([["a", -1]]), -3, new Map([["a", -2]]), new Map([["k", -1]])]);
    everything.update(ir, row, 0);
    expect(everything.finalize(ir)).toEqual([0, new Map([["a", 0]]), 0, new Map([["a", 0]]), new Map([["k", 0]])]);
  });

  test("a row that one column cannot take changes no column", () => {
    const aggregator = createRowAggregator(schema, [
      part("amount", "SUM"),
      part("codes", "SUM", { elementWise: true }),
      part("amount", "HISTOGRAM", { bucket: "country" }),
    ]);
    const ir = aggregator.init();
    aggregator.update(ir, [1, null, [1, 2], null], 0);
    const before = aggregator.normalize(ir);
    const bad: Row[] = [
      [1, null, [1], null],
      [1, null, [1, null], null],
      [1, "a", [1, 2], null],
    ];
    for (const row of bad) {
      expect(() => aggregator.update(ir, row, 0)).toThrow();
      expect(() => aggregator.delete(ir, row, 0)).toThrow();
      expect(aggregator.normalize(ir)).toEqual(before);
    }
  });

  test("a map column that cannot delete says so, and only when some column can", () => {
    const row: Row = [1, null, null, new Map([["k", 1]])];
    const mixed = createRowAggregator(schema, [part("amount", "SUM"), part("scores", "MIN")]);
    const ir = aggregate(mixed, [{ row, timeMs: 0 }]);
    expect(() => mixed.delete(ir, row, 0)).toThrow("cannot delete");
    expect(mixed.finalize(ir)).toEqual([1, new Map([["k", 1]])]);
    const alone = createRowAggregator(schema, [part("scores", "MIN")]);
    const lonely = aggregate(alone, [{ row, timeMs: 0 }]);
    alone.delete(lonely, row, 0);
    expect(alone.finalize(lonely)).toEqual([new Map([["k", 1]])]);
  });

  test("a top-level result that is not finite is no feature, inside a bucket it stays (A9)", () => {
    const doubles: Schema = [
      { name: "x", type: "double" },
      { name: "b", type: "string" },
    ];
    const aggregator = createRowAggregator(doubles, [part("x", "SUM"), part("x", "SUM", { bucket: "b" })]);
    const ir = aggregate(aggregator, [{ row: [Number.POSITIVE_INFINITY, "a"], timeMs: 0 }]);
    expect(aggregator.finalize(ir)).toEqual([null, new Map([["a", Number.POSITIVE_INFINITY]])]);
    expect(aggregator.normalize(ir)).toEqual([Number.POSITIVE_INFINITY, new Map([["a", Number.POSITIVE_INFINITY]])]);
  });

  test("a part that was never checked is a bug", () => {
    expect(() => createRowAggregator(schema, [part("country", "SUM")])).toThrow("does not take");
  });
});
