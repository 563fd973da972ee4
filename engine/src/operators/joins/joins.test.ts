import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../testing/property.ts";
import { IntervalJoin, type JoinElement, type Side } from "./interval-join.ts";
import { TemporalJoin } from "./temporal-join.ts";

const arbitraryElement = fc.record({
  side: fc.constantFrom<Side>("left", "right"),
  key: fc.constantFrom("a", "b"),
  timeMs: fc.integer({ min: -20, max: 20 }),
});

/** Sided elements with their place as value. */
const numbered = (elements: readonly { side: Side; key: string; timeMs: number }[]) =>
  elements.map(({ side, key, timeMs }, value) => ({ side, element: { key, timeMs, value } }));

const byValue = (left: readonly number[], right: readonly number[]): number =>
  (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0);

describe("IntervalJoin", () => {
  it("joins every pair within the bounds, whichever side came first, and forgets what can find no partner", () => {
    check(
      "interval join",
      fc.property(
        fc.array(arbitraryElement, { maxLength: 40 }),
        fc.integer({ min: -5, max: 5 }),
        fc.integer({ min: 0, max: 8 }),
        (drawn, lowerMs, width) => {
          const bounds = { lowerMs, upperMs: lowerMs + width };
          const join = new IntervalJoin<number>(bounds);
          const elements = numbered(drawn);
          const pairs: number[][] = [];
          for (const { side, element } of elements)
            join.onElement(side, element, (output) => {
              if (output.kind === "joined") pairs.push([output.left.value, output.right.value]);
            });
          const expected = elements.flatMap((left) =>
            elements.flatMap((right) => {
              const apart = right.element.timeMs - left.element.timeMs;
              const within = apart >= bounds.lowerMs && apart <= bounds.upperMs;
              const sides = left.side === "left" && right.side === "right";
              return sides && within && left.element.key === right.element.key
                ? [[left.element.value, right.element.value]]
                : [];
            }),
          );
          expect(pairs.sort(byValue)).toEqual(expected.sort(byValue));
          join.onWatermark(1_000);
          expect(join.held).toEqual({ buffers: 0, timers: 0 });
        },
      ),
    );
  });

  it("calls late what is strictly behind the watermark", () => {
    const join = new IntervalJoin<string>({ lowerMs: 0, upperMs: 5 });
    join.onWatermark(10);
    const kinds: string[] = [];
    for (const timeMs of [9, 10])
      join.onElement("right", { key: "a", timeMs, value: "" }, (output) => kinds.push(output.kind));
    expect(kinds).toEqual(["late"]);
  });
});

describe("TemporalJoin", () => {
  it("gives each left row the version that was valid at its time", () => {
    check(
      "temporal join",
      fc.property(
        fc.array(arbitraryElement, { maxLength: 40 }),
        fc.array(fc.integer({ min: -25, max: 25 }), { maxLength: 5 }),
        (drawn, watermarks) => {
          const elements = numbered(drawn);
          const ends = (value: number): boolean => value % 5 === 0;
          const join = new TemporalJoin<number>();
          for (const { side, element } of elements)
            if (side === "left") join.onLeft(element);
            else join.onRight({ ...element, value: ends(element.value) ? null : element.value });
          const joined = new Map<number, number | null>();
          const take = ({ left, right }: { left: JoinElement<number>; right: JoinElement<number> | null }): void => {
            expect(joined.has(left.value)).toBe(false);
            joined.set(left.value, right?.value ?? null);
          };
          for (const watermarkMs of watermarks.toSorted((a, b) => a - b)) join.onWatermark(watermarkMs, take);
          join.onWatermark(Number.POSITIVE_INFINITY, take);
          const expected = new Map<number, number | null>();
          for (const { side, element } of elements) {
            if (side !== "left") continue;
            const before = elements.filter(
              (other) =>
                other.side === "right" && other.element.key === element.key && other.element.timeMs <= element.timeMs,
            );
            const latest = Math.max(...before.map((other) => other.element.timeMs));
            const version = before.findLast((other) => other.element.timeMs === latest)?.element.value ?? null;
            expected.set(element.value, version === null || ends(version) ? null : version);
          }
          expect(new Map([...joined].sort(([a], [b]) => a - b))).toEqual(expected);
        },
      ),
    );
  });
});
