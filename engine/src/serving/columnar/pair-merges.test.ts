import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import type { IrNumbers } from "./ir-merges.ts";
import { firstRow, lastRow, mergeFirsts, mergeLasts } from "./pair-merges.ts";

interface Pair {
  readonly timeMs: number;
  /** `null`: the row has a time, and no value. */
  readonly payload: number | null;
}

/** What stays when pairs come one by one; of equal times the first. */
function naive(pairs: readonly Pair[], isBetter: (timeMs: number, thanMs: number) => boolean): Pair | null {
  let best: Pair | null = null;
  for (const pair of pairs)
    if (pair.payload !== null && (best === null || isBetter(pair.timeMs, best.timeMs))) best = pair;
  return best;
}

const toNumbers = (pairs: readonly Pair[]): IrNumbers => ({
  present: pairs.some(({ payload }) => payload === null)
    ? Uint8Array.from(pairs, ({ payload }) => Number(payload !== null))
    : null,
  fields: [Float64Array.from(pairs, ({ timeMs }) => timeMs), Float64Array.from(pairs, ({ payload }) => payload ?? 0)],
});

const drawnPair = fc.record({
  timeMs: fc.integer({ min: -3, max: 3 }),
  payload: fc.option(fc.nat({ max: 99 }), { freq: 4 }),
});

test("first and last of times with ties, in any order and in order", () => {
  check(
    "first and last of times with ties, in any order and in order",
    fc.property(
      fc.array(drawnPair, { maxLength: 12 }),
      fc.option(fc.record({ timeMs: fc.integer({ min: -4, max: 4 }), payload: fc.constant(100) })),
      fc.nat({ max: 12 }),
      (pairs, known, drawnFrom) => {
        const from = Math.min(drawnFrom, pairs.length);
        for (const [given, first, last] of [
          [pairs, mergeFirsts, mergeLasts],
          [pairs.toSorted((a, b) => a.timeMs - b.timeMs), firstRow, lastRow],
        ] as const) {
          const irs = toNumbers(given);
          const all = [...(known === null ? [] : [known]), ...given.slice(from)];
          expect(first(irs, from, given.length, known, [])).toEqual(naive(all, (timeMs, thanMs) => timeMs < thanMs));
          expect(last(irs, from, given.length, known, [])).toEqual(naive(all, (timeMs, thanMs) => timeMs > thanMs));
        }
      },
    ),
  );
});
