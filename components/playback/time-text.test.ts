import { describe, expect, test } from "vitest";
import { countText, integerText } from "./count-text.ts";
import { clockRate, speedLabel } from "./speed.ts";
import { boundaryText, dayTimeText, spokenTime, timeText, timeTextFor } from "./time-text.ts";

const AT = Date.UTC(2024, 0, 15, 14, 2, 10, 250);
const DAY = 86_400_000;

describe("times", () => {
  test("of day, with ms, with the day, for the ear", () => {
    expect(timeText(AT, "UTC")).toBe("14:02:10");
    expect(timeText(AT, "UTC", true)).toBe("14:02:10.250");
    expect(dayTimeText(AT, "UTC")).toBe("15 Jan 14:02:10");
    expect(spokenTime(AT, "UTC")).toBe("15 January 2024, 14:02:10 UTC");
    expect(spokenTime(Number.NaN, "UTC")).toBe("none yet");
    expect(timeText(Number.NEGATIVE_INFINITY, "UTC")).toBe("–");
  });

  test("as exact as what is in view", () => {
    expect(timeTextFor(AT, 2 * DAY, "UTC")).toBe("15 Jan 14:02:10");
    expect(timeTextFor(AT, 3_600_000, "UTC")).toBe("14:02:10");
    expect(timeTextFor(AT, 5_000, "UTC")).toBe("14:02:10.250");
  });

  test("boundaries as short as they can be told", () => {
    expect(boundaryText(Date.UTC(2024, 0, 15, 14), DAY, "UTC")).toBe("14:00");
    expect(boundaryText(Date.UTC(2024, 0, 15, 14), 2 * DAY, "UTC")).toBe("15 Jan 14:00");
    expect(boundaryText(Date.UTC(2024, 0, 15, 14, 0, 20), DAY, "UTC")).toBe("14:00:20");
    expect(boundaryText(AT, DAY, "UTC")).toBe("14:02:10.250");
    expect(boundaryText(Number.NaN, DAY, "UTC")).toBe("–");
  });
});

test("counts and speeds", () => {
  expect(integerText(7)).toBe("7");
  expect(integerText(1_204)).toBe("1,204");
  expect(integerText(-5)).toBe("-5");
  expect(countText(1, "event")).toBe("1 event");
  expect(countText(4_812, "event")).toBe("4,812 events");
  expect([1, 3600, "fit"].map((speed) => speedLabel(speed as 1))).toEqual(["1×", "3,600×", "fit in 30 s"]);
  expect(clockRate("fit", 60_000)).toBe(2);
  expect(clockRate(60, 5)).toBe(60);
});
