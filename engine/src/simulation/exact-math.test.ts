import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { arrivalOrder } from "./arrival-order.ts";
import { exactExp, exactLn } from "./exact-math.ts";
import { Random } from "./random.ts";
import { SimulatedClock } from "./simulated-clock.ts";
import { timeFromText } from "./time-column.ts";

const closeTo = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(4e-16 * Math.max(Math.abs(expected), 1e-300) + 1e-18);

describe("exactLn and exactExp", () => {
  it("are as good as the built-in functions", () => {
    check(
      "ln",
      fc.property(fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        closeTo(exactLn(x), Math.log(x));
      }),
      { factor: 10 },
    );
    check(
      "exp",
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(exactExp(x) / Math.exp(x) - 1)).toBeLessThan(1e-14);
      }),
      { factor: 10 },
    );
    expect(exactLn(1)).toBe(0);
    expect(exactExp(0)).toBe(1);
    expect(exactExp(1_000)).toBe(Number.POSITIVE_INFINITY);
    expect(exactExp(-1_000)).toBe(0);
  });
});

describe("Random", () => {
  it("gives one sequence per seed and stream, on every machine", () => {
    const draw = (seed: number, stream: string) => {
      const random = new Random(seed, stream);
      return Array.from({ length: 4 }, () => random.uint32());
    };
    expect(draw(1, "a")).toEqual(draw(1, "a"));
    expect(draw(1, "a")).not.toEqual(draw(1, "b"));
    expect(draw(1, "a")).not.toEqual(draw(2, "a"));
    expect(draw(2 ** 40, "a")).not.toEqual(draw(0, "a"));
    expect(draw(42, "times")).toMatchInlineSnapshot(`
      [
        2738429435,
        2186377397,
        246848985,
        2097480528,
      ]
    `);
  });

  it("fills its range evenly", () => {
    const random = new Random(3, "evenly");
    const bins = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i++) {
      const bin = Math.floor(random.unit() * 16);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    for (const count of bins) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
    const drawn = new Set(Array.from({ length: 200 }, () => random.whole(-1, 1)));
    expect(drawn).toEqual(new Set([-1, 0, 1]));
  });
});

describe("arrivalOrder", () => {
  it("sorts by time and keeps ties in their order", () => {
    const time = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -1e12, max: 2e12 }));
    check(
      "arrivalOrder",
      fc.property(fc.array(time, { maxLength: 50 }), (times) => {
        const expected = [...times.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
        expect([...arrivalOrder(Float64Array.from(times))]).toEqual(expected);
      }),
    );
  });
});

describe("timeFromText", () => {
  it("reads ISO 8601, UTC unless it says otherwise", () => {
    const noon = Date.UTC(2024, 1, 29, 12);
    expect(timeFromText("2024-02-29T12:00:00Z")).toBe(noon);
    expect(timeFromText("2024-02-29 12:00")).toBe(noon);
    expect(timeFromText("2024-02-29T14:00:00.001234+02:00")).toBe(noon + 1);
    expect(timeFromText("2024-02-29T11:30:00-0030")).toBe(noon);
    expect(timeFromText("2024-02-29")).toBe(noon - 43_200_000);
  });

  it.each(["2023-02-29", "2024-13-01", "2024-01-01T24:00", "12:00", "", "1700000000000"])("refuses %j", (text) => {
    expect(timeFromText(text)).toBeNull();
  });
});

describe("SimulatedClock", () => {
  it("stands still until it is told otherwise, and does not go back", () => {
    const clock = new SimulatedClock(5);
    clock.advanceBy(10);
    expect(clock.now()).toBe(15);
    clock.advanceTo(15);
    expect(() => clock.advanceTo(14)).toThrow(RangeError);
  });
});
