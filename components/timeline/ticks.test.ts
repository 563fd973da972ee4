import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../../engine/testing/property.ts";
import { timeTicks } from "./ticks.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2024, 0, 15, 8);
const labels = (fromMs: number, spanMs: number, most = 8) =>
  timeTicks({ fromMs, toMs: fromMs + spanMs }, most, "UTC").map((tick) => (tick.major ? `*${tick.label}` : tick.label));

describe("from milliseconds to years", () => {
  test.each([
    [START, 20, ["*08:00:00", ".005", ".010", ".015", ".020"]],
    [START + 990, 40, [".990", ".995", "*08:00:01", ".005", ".010", ".015", ".020", ".025", ".030"]],
    [START + 55 * SECOND, 12 * SECOND, ["08:00:56", "08:00:58", "*08:01:00", "08:01:02", "08:01:04", "08:01:06"]],
    [START, 7 * HOUR, ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00"]],
    [START, 30 * MINUTE, ["08:00", "08:05", "08:10", "08:15", "08:20", "08:25", "08:30"]],
    [START, 2 * DAY, ["12:00", "18:00", "*16 Jan", "06:00", "12:00", "18:00", "*17 Jan", "06:00"]],
    [Date.UTC(2024, 1, 26), 5 * DAY, ["26 Feb", "27 Feb", "28 Feb", "29 Feb", "*1 Mar", "2 Mar"]],
    [
      Date.UTC(2024, 0, 15),
      60 * DAY,
      ["15 Jan", "22 Jan", "*1 Feb", "8 Feb", "15 Feb", "22 Feb", "*1 Mar", "8 Mar", "15 Mar"],
    ],
    [Date.UTC(2023, 10, 1), 200 * DAY, ["Nov", "Dec", "*2024", "Feb", "Mar", "Apr", "May"]],
    [Date.UTC(2019, 5, 1), 4 * 365 * DAY, ["Jul", "*2020", "Jul", "*2021", "Jul", "*2022", "Jul", "*2023"]],
  ])("%d for %d ms", (fromMs, spanMs, expected) => {
    expect(labels(fromMs, spanMs, spanMs === 60 * DAY ? 9 : 8)).toEqual(expected);
  });

  test("nothing for an empty range", () => {
    expect(timeTicks({ fromMs: 5, toMs: 5 }, 8, "UTC")).toEqual([]);
    expect(timeTicks({ fromMs: 0, toMs: 5 }, 0, "UTC")).toEqual([]);
  });
});

test("ticks ascend, lie inside the range and are no more than asked for", () => {
  check(
    "ticks ascend, lie inside the range and are no more than asked for",
    fc.property(
      fc.integer({ min: 0, max: Date.UTC(2090, 0, 1) }),
      fc.integer({ min: 20, max: 43 }).chain((bits) => fc.integer({ min: 20, max: 2 ** bits })),
      fc.integer({ min: 2, max: 14 }),
      fc.constantFrom("UTC" as const, undefined),
      (fromMs, spanMs, most, zone) => {
        const ticks = timeTicks({ fromMs, toMs: fromMs + spanMs }, most, zone);
        const times = ticks.map((tick) => tick.ms);
        expect(times.every((ms) => ms >= fromMs && ms <= fromMs + spanMs)).toBe(true);
        expect(times.every((ms, i) => i === 0 || ms > (times[i - 1] ?? 0))).toBe(true);
        // Months are not all alike: a step of days begins anew in each.
        expect(ticks.length).toBeLessThanOrEqual(most + 3);
        expect(ticks.every((tick) => tick.label !== "")).toBe(true);
      },
    ),
  );
});
