import { describe, expect, it } from "vitest";
import { DAY_MS, MINUTE_MS } from "./duration.ts";
import { DAILY_RESOLUTION, declaredWindowMs, FIVE_MINUTE_RESOLUTION } from "./resolution.ts";
import { days, hours, TimeUnit, tailHopMs, type Window, windowLabel, windowMs, windowStartMs } from "./window.ts";

const minutes = (length: number): Window => ({ length, timeUnit: TimeUnit.MINUTES });

describe("Z5 windows in minutes", () => {
  it("are named with an m", () => {
    expect([minutes(30), minutes(1), hours(6), days(7)].map(windowLabel)).toEqual(["30m", "1m", "6h", "7d"]);
    expect([minutes(0), minutes(-5), minutes(2 ** 31 - 1)].map(windowLabel)).toEqual(["", "", ""]);
  });

  it("have tails that move by five minutes, whatever their length below 12 hours", () => {
    expect(windowMs(minutes(90))).toBe(90 * MINUTE_MS);
    expect(declaredWindowMs(minutes(90))).toBe(90 * MINUTE_MS);
    expect(FIVE_MINUTE_RESOLUTION.tailHopMs(minutes(1))).toBe(5 * MINUTE_MS);
    expect(tailHopMs(windowMs(minutes(719)))).toBe(5 * MINUTE_MS);
    expect(tailHopMs(windowMs(minutes(720)))).toBe(60 * MINUTE_MS);
    // One minute at 10:04 covers from 10:00, at 10:05:59 still from 10:00.
    const tenMs = Date.UTC(2024, 0, 15, 10);
    expect(windowStartMs(tenMs + 4 * MINUTE_MS, MINUTE_MS)).toBe(tenMs);
    expect(windowStartMs(tenMs + 6 * MINUTE_MS - 1, MINUTE_MS)).toBe(tenMs);
  });

  it("have no snapshot", () => {
    expect(() => DAILY_RESOLUTION.tailHopMs(minutes(1440))).toThrow("1440 minutes");
    expect(() => DAILY_RESOLUTION.tailHopMs(hours(24))).toThrow("24 hours");
    expect(DAILY_RESOLUTION.tailHopMs(days(1))).toBe(DAY_MS);
  });
});
