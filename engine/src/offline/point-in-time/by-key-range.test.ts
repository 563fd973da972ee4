import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import { batchValue } from "../../aggregation/columnar/event-batch.ts";
import { Operation } from "../../group-by/group-by.ts";
import { createFeatureSet } from "../../serving/feature-set.ts";
import { DAY_MS } from "../../time/duration.ts";
import { days, hours } from "../../time/window.ts";
import { byKeyRange } from "./by-key-range.ts";
import { pointInTime } from "./point-in-time.ts";
import { rowFeatures } from "./row-features.ts";

test("keeps every event and the order of each key's", () => {
  const key = fc.oneof(fc.integer({ min: -1, max: 4 }), fc.integer({ min: -1, max: 1_000 }));
  check(
    "keeps every event and the order of each key's",
    fc.property(fc.array(key, { maxLength: 200 }), fc.integer({ min: 1, max: 900 }), (keys, keyCount) => {
      const { length } = keys;
      const numbers = Float64Array.from(keys, (_key, i) => i);
      const nulls = Uint8Array.from(keys, (_key, i) => i % 2);
      const timesMs = numbers.map((i) => 10 * i);
      const columns = [{ numbers, nulls }];
      const moved = byKeyRange({ length, keys: Int32Array.from(keys), timesMs, columns }, keyCount);
      const events = Array.from(moved.keys, (movedKey, i) => ({
        key: movedKey,
        timeMs: moved.timesMs[i],
        number: moved.columns[0]?.numbers[i],
        isNull: moved.columns[0]?.nulls?.[i],
      }));
      const given = keys.map((one, i) => ({ key: one, timeMs: 10 * i, number: i, isNull: i % 2 }));
      const ofKeys = (list: typeof events) => Object.fromEntries([...Map.groupBy(list, (event) => String(event.key))]);
      expect(events).toHaveLength(length);
      expect(ofKeys(events)).toEqual(ofKeys(given));
    }),
  );
});

test("many keys and queries, with nulls, ties and keys that nobody asks for, as row by row", () => {
  const set = createFeatureSet(
    [
      { name: "price", type: "double" },
      { name: "flavor", type: "string" },
    ],
    [
      ...[Operation.SUM, Operation.MAX, Operation.LAST, Operation.COUNT].map((operation) => ({
        inputColumn: "price",
        operation,
        windows: [hours(1), days(2), days(14)],
      })),
      { inputColumn: "flavor", operation: Operation.LAST, windows: [days(2)] },
    ],
  );
  const length = 6_000;
  const spread = (i: number, by: number, range: number): number => (i * by) % range;
  const events = {
    length,
    keys: Int32Array.from({ length }, (_, i) => spread(i, 7_919, 400) - 1),
    // Steps of an hour, so that many are equal.
    timesMs: Float64Array.from({ length }, (_, i) => spread(i, 104_729, 480) * (DAY_MS / 24)),
    columns: [
      {
        numbers: Float64Array.from({ length }, (_, i) => spread(i, 31, 64) / 4),
        nulls: Uint8Array.from({ length }, (_, i) => Number(i % 11 === 0)),
      },
      { values: Array.from({ length }, (_, i) => (i % 7 === 0 ? null : `flavor ${i}`)) },
    ],
  };
  const queries = {
    length: 3_000,
    keys: Int32Array.from({ length: 3_000 }, (_, i) => spread(i, 613, 320)),
    timesMs: Float64Array.from({ length: 3_000 }, (_, i) => 4 * DAY_MS + spread(i, 9_973, 17 * DAY_MS)),
  };
  const expected = rowFeatures(set, events, queries, "temporal");
  const found = pointInTime(set, events, queries, "temporal");
  const valuesOf = (columns: typeof found) =>
    columns.map((column) => Array.from(queries.keys, (_key, i) => batchValue(column, i)));
  expect(valuesOf(found)).toEqual(valuesOf(expected));
});
