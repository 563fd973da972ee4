import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operationArguments } from "../src/aggregation/operation-arguments.ts";
import { operationTypes } from "../src/aggregation/operation-types.ts";
import { createAggregator } from "../src/aggregation/operations.ts";
import { frequentItemKindOf } from "../src/aggregation/sketches/frequent-item-kind.ts";
import { frequentItemsFromBytes } from "../src/aggregation/sketches/frequent-items-bytes.ts";
import { loadSketches } from "../src/aggregation/sketches/load-sketches.ts";
import type { OperationName } from "../src/group-by/group-by.ts";
import { type Json, valueToJson } from "../src/schema/json.ts";
import { type DataType, describeType } from "../src/schema/schema.ts";
import type { Value } from "../src/schema/value.ts";
import { aggregateAll, aggregatorLaws, type LawSubject } from "./aggregator-laws.ts";
import { arbitraryValue, tameNumber } from "./arbitrary-value.ts";
import { type ColumnRule, difference, outputDifference } from "./golden/compare-values.ts";
import { naiveAggregate, type TimedInput } from "./naive/naive-aggregate.ts";
import { check } from "./property.ts";

const SCALARS: readonly DataType[] = ["boolean", "byte", "short", "int", "long", "float", "double", "string", "binary"];
const NESTED: readonly DataType[] = [
  { list: "binary" },
  { map: "double" },
  { struct: "S", fields: [{ name: "a", type: "binary" }] },
];
const FLOATING_RESULT = new Set<OperationName>(["AVERAGE", "VARIANCE", "SKEW", "KURTOSIS"]);
const HEAP = new Set<OperationName>(["TOP_K", "BOTTOM_K"]);
const TIMED = new Set<OperationName>(["FIRST", "LAST", "FIRST_K", "LAST_K"]);

const FREQUENT_ITEMS = new Set<OperationName>(["APPROX_FREQUENT_K", "APPROX_HEAVY_HITTERS_K"]);
/** More than the different items of three lists of inputs: sketches are exact up to here. */
const EXACT_K = 32;
/** The rank follows from the id, so that of two with one id it does not matter which came first. */
const RANKED: DataType = {
  struct: "Ranked",
  fields: [
    { name: "unique_id", type: "long" },
    { name: "sort_key", type: "string" },
    { name: "payload", type: "binary" },
  ],
};

const OPERATIONS: readonly (readonly [OperationName, number])[] = [
  ["COUNT", 0],
  ["SUM", 0],
  ["AVERAGE", 0],
  ["VARIANCE", 0],
  ["SKEW", 0],
  ["KURTOSIS", 0],
  ["MIN", 0],
  ["MAX", 0],
  ["FIRST", 0],
  ["LAST", 0],
  ["FIRST_K", 1],
  ["FIRST_K", 3],
  ["LAST_K", 1],
  ["LAST_K", 4],
  ["TOP_K", 1],
  ["TOP_K", 4],
  ["BOTTOM_K", 3],
  ["UNIQUE_COUNT", 0],
  ["BOUNDED_UNIQUE_COUNT", 1],
  ["BOUNDED_UNIQUE_COUNT", 4],
  ["HISTOGRAM", 0],
  ["UNIQUE_TOP_K", 1],
  ["UNIQUE_TOP_K", 3],
  ["APPROX_FREQUENT_K", EXACT_K],
  ["APPROX_HEAVY_HITTERS_K", EXACT_K],
];

await loadSketches();

/** NaN breaks Chronon's heaps and 0 ties with -0 there; sums of wild doubles have no result without an order. */
function inputOf(operation: OperationName, type: DataType): fc.Arbitrary<Value> {
  if (operation === "UNIQUE_TOP_K") return uniqueInput(type);
  if (FREQUENT_ITEMS.has(operation)) return type === "string" ? fc.string({ maxLength: 2 }) : tameNumber(type);
  const isFloating = type === "double" || type === "float";
  if (FLOATING_RESULT.has(operation) || (operation === "SUM" && isFloating)) return tameNumber(type);
  const any = arbitraryValue(type);
  return HEAP.has(operation) ? any.filter((value) => !Number.isNaN(value) && !Object.is(value, -0)) : any;
}

/** No two different values with one id, nor two ids with one rank (Z4). */
function uniqueInput(type: DataType): fc.Arbitrary<Value> {
  if (type === "string") return fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 1 });
  if (type !== RANKED) return arbitraryValue(type);
  return fc.integer({ min: -9, max: 9 }).map((id) => ({
    unique_id: id,
    sort_key: String.fromCharCode(70 - id),
    payload: Uint8Array.of(id + 10),
  }));
}

/** Events with many ties in time, but for FIRST_K and LAST_K, whose ties follow the order of merging (A8). */
function inputsOf(operation: OperationName, type: DataType): fc.Arbitrary<readonly TimedInput[]> {
  const distinct = operation === "FIRST_K" || operation === "LAST_K";
  const timeMs = distinct ? fc.noBias(fc.integer({ min: 0, max: 2 ** 50 })) : fc.nat(6);
  return fc.array(fc.record({ value: inputOf(operation, type), timeMs }), { maxLength: 10 });
}

function subjectOf(operation: OperationName, k: number, type: DataType): LawSubject | null {
  const types = operationTypes(operation, type);
  const args = operationArguments(operation, { k: String(k) });
  if (types === null || !args.ok || (operation === "HISTOGRAM" && type !== "string")) return null;
  const rule: ColumnRule = { operation, wrapping: "none", cautions: new Set(), strict: false };
  const shown = (value: Value): Json =>
    FLOATING_RESULT.has(operation) && Number.isNaN(value) ? null : valueToJson(types.outputType, value);
  return {
    name: `${operation}${k === 0 ? "" : ` k=${k}`} over ${describeType(type)}`,
    aggregator: createAggregator(operation, type, args.value),
    inputs: inputsOf(operation, type),
    ...(FREQUENT_ITEMS.has(operation) && { shown: sketchContent }),
    difference: (expected, actual) => outputDifference(rule, shown(expected), shown(actual)),
  };
}

/** Counters by item: their slots change when the sketch is read back, in the fork too. */
function sketchContent(stored: Value): Json {
  const bytes = stored as Uint8Array;
  const sketch = frequentItemsFromBytes(bytes.subarray(1), frequentItemKindOf(bytes[0]));
  const rows = [...sketch.counters()].map(([item, count]): Json => `${Object.is(item, -0) ? "-0" : item} ${count}`);
  return [sketch.weight, sketch.offset, ...rows.sort()];
}

function typesOf(operation: OperationName): readonly DataType[] {
  if (operation === "UNIQUE_TOP_K") return [...SCALARS, RANKED];
  return operation === "COUNT" || TIMED.has(operation) ? [...SCALARS, ...NESTED] : SCALARS;
}

for (const [operation, k] of OPERATIONS) {
  const types = typesOf(operation);
  const subjects = types.map((type) => ({ type, subject: subjectOf(operation, k, type) }));
  describe(`${operation} k=${k}`, () => {
    for (const { type, subject } of subjects) {
      if (subject === null) continue;
      test.each(aggregatorLaws(subject))("%s", (_title, run) => run());

      test(`${subject.name}: means what the naive scan says`, () => {
        const property = fc.property(subject.inputs, (inputs) => {
          const ir = aggregateAll(subject.aggregator, inputs);
          const value = ir === null ? null : subject.aggregator.finalize(ir);
          expect(subject.difference(naiveAggregate(operation, k, type, inputs), value)).toBeNull();
        });
        check(`${subject.name}: means what the naive scan says`, property);
      });
    }
  });
}

test("every accepted type of every operation has been tried", () => {
  const tried = OPERATIONS.flatMap(([operation, k]) =>
    SCALARS.filter((type) => subjectOf(operation, k, type) !== null),
  );
  expect(tried.length).toBe(159);
});

test("A8 FIRST_K and LAST_K keep the right times of ties, whatever the order", () => {
  const times = fc.array(fc.nat(5), { maxLength: 12 });
  const property = fc.property(
    fc.constantFrom("FIRST_K", "LAST_K"),
    fc.integer({ min: 1, max: 5 }),
    times,
    fc.nat(12),
    (operation, k, timesMs, cut) => {
      const aggregator = createAggregator(operation, "int", { k, percentiles: [] });
      const inputs = timesMs.map((timeMs) => ({ value: timeMs, timeMs }));
      const left = aggregateAll(aggregator, inputs.slice(0, cut));
      const right = aggregateAll(aggregator, inputs.slice(cut));
      const ir = left === null || right === null ? (left ?? right) : aggregator.merge(left, right);
      const kept = ir === null ? null : aggregator.finalize(ir);
      expect(difference(naiveAggregate(operation, k, "int", inputs) as Json, kept as Json)).toBeNull();
    },
  );
  check("A8 FIRST_K and LAST_K keep the right times of ties, whatever the order", property);
});
