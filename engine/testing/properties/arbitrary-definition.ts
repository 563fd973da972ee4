import fc from "fast-check";
import {
  Accuracy,
  type Aggregation,
  type GroupBy,
  Operation,
  type OperationName,
} from "../../src/group-by/group-by.ts";
import type { Json } from "../../src/schema/json.ts";
import type { Schema } from "../../src/schema/schema.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/time/duration.ts";
import { days, hours, TimeUnit, type Window } from "../../src/time/window.ts";

/** Midnight around which all generated times lie. */
export const MIDNIGHT_MS = Date.UTC(2024, 0, 20);

/** Raw columns of every generated stream. */
export const VISITS: Schema = [
  { name: "user", type: "string" },
  { name: "shop", type: "long" },
  { name: "x", type: "long" },
  { name: "price", type: "double" },
  { name: "t", type: "long" },
  { name: "color", type: "string" },
  { name: "size", type: "string" },
  { name: "tags", type: { list: "string" } },
  {
    name: "page",
    type: {
      struct: "Page",
      fields: [
        { name: "unique_id", type: "long" },
        { name: "sort_key", type: "string" },
      ],
    },
  },
  { name: "created", type: "long" },
];

/** Operations by column. Results do not depend on order: `t` follows from the time, the rank of a page from its id. */
const OPERATIONS: Readonly<Record<string, readonly OperationName[]>> = {
  x: [
    "COUNT",
    "SUM",
    "AVERAGE",
    "MIN",
    "MAX",
    "VARIANCE",
    "TOP_K",
    "BOTTOM_K",
    "UNIQUE_COUNT",
    "BOUNDED_UNIQUE_COUNT",
    "UNIQUE_TOP_K",
  ],
  price: ["SUM", "AVERAGE", "SKEW", "KURTOSIS", "MAX"],
  t: ["FIRST", "LAST", "FIRST_K", "LAST_K"],
  color: ["HISTOGRAM", "COUNT", "APPROX_FREQUENT_K", "APPROX_HEAVY_HITTERS_K"],
  tags: ["COUNT", "UNIQUE_COUNT", "HISTOGRAM"],
  page: ["UNIQUE_TOP_K"],
};
const CHOICES = Object.entries(OPERATIONS).flatMap(([inputColumn, names]) =>
  names.map((name) => ({ inputColumn, operation: Operation[name] })),
);

const WINDOWS: readonly Window[] = [
  ...[7, 30, 90].map((length) => ({ length, timeUnit: TimeUnit.MINUTES })),
  ...[1, 2, 11, 12, 24, 36].map(hours),
  ...[1, 2, 3, 7, 12, 14].map(days),
];
const arbitraryWindows = fc.oneof(
  { weight: 5, arbitrary: fc.uniqueArray(fc.constantFrom(...WINDOWS), { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const arbitraryBuckets = fc.constantFrom<(readonly string[] | null)[]>(null, null, ["color"], ["size", "color"]);

const arbitraryAggregations: fc.Arbitrary<readonly Aggregation[]> = fc
  .array(
    fc
      .record({
        choice: fc.nat(CHOICES.length - 1),
        windows: arbitraryWindows,
        buckets: arbitraryBuckets,
        k: fc.integer({ min: 1, max: 4 }),
      })
      .map(({ choice, windows, buckets, k }) => ({ choice, windows, buckets, k })),
    { minLength: 1, maxLength: 4 },
  )
  .map((drawn) => {
    // Two aggregations of one column and operation would share a name.
    const different = new Map(drawn.map((aggregation) => [aggregation.choice, aggregation]));
    return [...different.values()].map(({ choice, windows, buckets, k }): Aggregation => {
      const { inputColumn = "x", operation = Operation.COUNT } = CHOICES[choice] ?? {};
      // A histogram without k keeps all of its entries; sketches are exact with this one.
      const argMap: Record<string, string> = {};
      if (operation !== Operation.HISTOGRAM) argMap.k = inputColumn === "color" ? "64" : String(k);
      return {
        inputColumn,
        operation,
        argMap,
        ...(windows && { windows }),
        ...(buckets && { buckets }),
      };
    });
  });

/** A GroupBy over visits: one or two keys, several aggregations, buckets and windows. Always valid. */
export const arbitraryDefinition: fc.Arbitrary<GroupBy> = fc
  .record({ twoKeys: fc.boolean(), aggregations: arbitraryAggregations, renamed: fc.boolean() })
  .map(({ twoKeys, aggregations, renamed }) => ({
    metaData: { name: "test.visits.v1" },
    sources: [
      {
        events: {
          topic: "visits",
          query: {
            selects: {
              [renamed ? "visitor" : "user"]: "user",
              ...Object.fromEntries(
                ["shop", "x", "price", "t", "color", "size", "tags", "page"].map((name) => [name, name]),
              ),
            },
            timeColumn: "created",
          },
        },
      },
    ],
    keyColumns: [renamed ? "visitor" : "user", ...(twoKeys ? ["shop"] : [])],
    aggregations,
    accuracy: Accuracy.TEMPORAL,
  }));

/** Whole steps of a hop or window around the midnight and one ms to either side, or anywhere in about two weeks. */
export const arbitraryTime: fc.Arbitrary<number> = fc
  .oneof(
    fc
      .tuple(
        fc.constantFrom(5 * MINUTE_MS, HOUR_MS, 12 * HOUR_MS, DAY_MS),
        fc.integer({ min: -15, max: 15 }),
        fc.constantFrom(-1, 0, 1),
      )
      .map(([stepMs, steps, near]) => stepMs * steps + near),
    fc.integer({ min: -15 * DAY_MS, max: DAY_MS }),
    fc.integer({ min: -HOUR_MS, max: HOUR_MS }),
  )
  .map((offsetMs) => MIDNIGHT_MS + offsetMs);

/** A raw event as JSON. */
export type Visit = { readonly [column: string]: Json } & { readonly created: number };

const COLORS = ["red", "blue", "Aa", "BB", ""];

/** A visit with a null here and there. Sums of its numbers are exact in any order. */
export const arbitraryVisit: fc.Arbitrary<Visit> = fc
  .record({
    user: fc.constantFrom("ann", "ben"),
    shop: fc.constantFrom(1, 2),
    x: fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })), { freq: 8 }),
    price: fc.option(
      fc.integer({ min: -40, max: 400 }).map((quarters) => quarters / 4),
      { freq: 8 },
    ),
    color: fc.option(fc.constantFrom(...COLORS), { freq: 6 }),
    size: fc.constantFrom("s", "m"),
    tags: fc.option(fc.array(fc.option(fc.constantFrom("new", "sale", "old"), { freq: 4 }), { maxLength: 3 }), {
      freq: 8,
    }),
    page: fc.option(fc.integer({ min: -6, max: 6 }), { freq: 8 }),
    created: arbitraryTime,
  })
  .map(({ page, created, ...rest }) => ({
    ...rest,
    created,
    t: created % 1_000,
    page: page === null ? null : { unique_id: page, sort_key: String.fromCharCode(80 - page) },
  }));

/** Visits in order of arrival. */
export const arbitraryVisits = fc.array(arbitraryVisit, { maxLength: 40, size: "max" });
