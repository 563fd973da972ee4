import fc from "fast-check";
import { expect, test } from "vitest";
import { type Aggregation, Operation } from "../../src/group-by/group-by.ts";
import { aggregateMutations } from "../../src/offline/aggregate-mutations.ts";
import { buildBatchIr } from "../../src/serving/batch-ir.ts";
import { createFeatureSet } from "../../src/serving/feature-set.ts";
import { type Mutation, readMutations } from "../../src/serving/sawtooth.ts";
import { days, hours } from "../../src/time/window.ts";
import { check } from "../property.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const END_MS = 20_000 * DAY;

const windows = [hours(3), hours(20), days(2), days(13)];
const aggregations: Aggregation[] = [Operation.COUNT, Operation.SUM].flatMap((operation) => [
  { inputColumn: "x", operation, windows },
  { inputColumn: "x", operation },
]);
const set = createFeatureSet([{ name: "x", type: "long" }], aggregations);

/** Never exactly one window before the batch end, where Chronon's batch part is another (S2). */
const rowTime = fc
  .oneof(fc.integer({ min: -14 * 24, max: 50 }), fc.integer({ min: -30, max: 30 }))
  .chain((hour) => fc.constantFrom(1, HOUR / 2, HOUR - 1).map((ms) => END_MS + hour * HOUR + ms));
const snapshots = fc.array(fc.record({ timeMs: rowTime, x: fc.integer({ min: -9, max: 9 }) }), { maxLength: 8 });
/** Some of rows of the very moment of the query, which do not count yet either. */
const changesAround = (queryMs: number) =>
  fc.array(
    fc.record({
      timeMs: fc.oneof(rowTime, fc.constantFrom(queryMs, queryMs - 1)),
      x: fc.integer({ min: -9, max: 9 }),
      // Some before the batch end, which the snapshot has already.
      mutationMs: fc.integer({ min: -2, max: 46 }).map((hour) => END_MS + hour * HOUR),
      isBefore: fc.boolean(),
    }),
    { maxLength: 10 },
  );
/** Often the very moment of a change, which does not count yet. */
const queryTime = fc.nat(47).chain((hour) => fc.constantFrom(0, 1, HOUR / 2).map((ms) => END_MS + hour * HOUR + ms));

const asked = queryTime.chain((queryMs) => fc.tuple(fc.constant(queryMs), changesAround(queryMs)));

interface Change {
  readonly timeMs: number;
  readonly x: number;
  readonly sign: 1 | -1;
}

/** COUNT and SUM of what was put in less what was taken out, in the window; `null` where nothing was. */
function naive(touching: readonly Change[], queryMs: number): (number | null)[] {
  const lengths = [3 * HOUR, 20 * HOUR, 2 * DAY, 13 * DAY, Infinity];
  const over = (amount: (change: Change) => number) =>
    lengths.map((length) => {
      const hop = length >= 12 * DAY ? DAY : length >= 12 * HOUR ? HOUR : HOUR / 12;
      const start = length === Infinity ? -Infinity : Math.floor((queryMs - length) / hop) * hop;
      const inside = touching.filter(({ timeMs }) => start <= timeMs && timeMs < queryMs);
      return inside.length === 0 ? null : inside.reduce((sum, change) => sum + change.sign * amount(change), 0);
    });
  return [...over(() => 1), ...over(({ x }) => x)];
}

test("A7 S10 changes of rows count by when they happened, their rows by their own time", () => {
  check(
    "A7 S10 changes of rows count by when they happened, their rows by their own time",
    fc.property(snapshots, asked, (snapshot, [queryMs, changed]) => {
      const rows = snapshot.map(({ timeMs, x }) => ({ timeMs, row: [x] }));
      const ir = buildBatchIr(set, END_MS, rows);
      const mutations = changed
        .map(({ x, ...mutation }): Mutation => ({ ...mutation, row: [x] }))
        .sort((left, right) => left.mutationMs - right.mutationMs);
      const read = readMutations(set, { ir, endMs: END_MS }, mutations, queryMs) ?? [];
      const touching: Change[] = [
        ...snapshot.filter(({ timeMs }) => timeMs < END_MS).map(({ timeMs, x }) => ({ timeMs, x, sign: 1 as const })),
        ...changed
          .filter(({ mutationMs }) => END_MS <= mutationMs && mutationMs < queryMs)
          .map(({ timeMs, x, isBefore }) => ({ timeMs, x, sign: isBefore ? (-1 as const) : (1 as const) })),
      ];
      expect(set.windowedAggregator.finalize(read)).toEqual(naive(touching, queryMs));
      // Asked for one time only, Chronon's offline path says the same.
      const [offline = []] = aggregateMutations(set, ir, END_MS, mutations, [queryMs]);
      expect(set.windowedAggregator.finalize(offline)).toEqual(naive(touching, queryMs));
    }),
  );
});
