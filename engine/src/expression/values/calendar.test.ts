import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../testing/property.ts";
import {
  addMonthsToDays,
  checkedDays,
  civilFromDays,
  dateText,
  dayOfYear,
  daysFromCivil,
  daysInMonth,
  isoWeek,
  weekdayOf,
} from "./calendar.ts";
import { dateFromText, timestampFromText } from "./datetime-text.ts";
import { legacyFormatter } from "./format-legacy.ts";
import { legacyParser } from "./parse-legacy.ts";
import { joinTimestamp, splitTimestamp, timestampText } from "./time-of-day.ts";
import { utcFromLocal, zoneOffset } from "./time-zone.ts";

const days = fc.oneof(fc.integer({ min: -800_000, max: 800_000 }), fc.constantFrom(0, -1, 59, 60, 11016, 19782));
/** Years 1 to 9999, to the microsecond. */
const timestamps = fc.tuple(fc.integer({ min: -719_162, max: 2_932_896 }), fc.integer({ min: 0, max: 86_399_999_999 }));

describe("the calendar", () => {
  it("agrees with the calendar of JavaScript", () => {
    check(
      "agrees with the calendar of JavaScript",
      fc.property(days, (day) => {
        const date = new Date(day * 86_400_000);
        expect(civilFromDays(day)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
        expect((weekdayOf(day) + 1) % 7).toBe(date.getUTCDay());
        const newYear = new Date(0).setUTCFullYear(date.getUTCFullYear(), 0, 1);
        expect(dayOfYear(day)).toBe((date.getTime() - newYear) / 86_400_000 + 1);
      }),
    );
  });

  it("counts days back and forth, far beyond written dates", () => {
    check(
      "counts days back and forth, far beyond written dates",
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (day) => {
        const { year, month, day: ofMonth } = civilFromDays(day);
        expect(daysFromCivil(year, month, ofMonth)).toBe(day);
        expect(checkedDays(year, month, ofMonth)).toBe(day);
        expect(checkedDays(year, month, daysInMonth(year, month) + 1)).toBeNull();
      }),
    );
  });

  it("adds months and stays in the month", () => {
    check(
      "adds months and stays in the month",
      fc.property(days, fc.integer({ min: -5000, max: 5000 }), (day, months) => {
        const from = civilFromDays(day);
        const to = civilFromDays(addMonthsToDays(day, months));
        expect(to.year * 12 + to.month).toBe(from.year * 12 + from.month + months);
        expect(to.day).toBe(Math.min(from.day, daysInMonth(to.year, to.month)));
      }),
    );
  });

  it("numbers ISO weeks so that Thursday decides the year", () => {
    check(
      "numbers ISO weeks so that Thursday decides the year",
      fc.property(days, (day) => {
        const { year, week } = isoWeek(day);
        const monday = day - weekdayOf(day);
        expect(civilFromDays(monday + 3).year).toBe(year);
        expect(isoWeek(monday)).toEqual({ year, week });
        const next = isoWeek(monday + 7);
        expect(next.week).toBe(next.year === year ? week + 1 : 1);
      }),
    );
  });

  it("reads the texts it writes", () => {
    check(
      "reads the texts it writes",
      fc.property(timestamps, ([day, micros]) => {
        const time = joinTimestamp(day, micros);
        expect(dateFromText(dateText(day))).toBe(day);
        expect(timestampFromText(timestampText(time))).toBe(time);
        expect(splitTimestamp(time)).toEqual({ days: day, micros });
      }),
    );
  });
});

describe("patterns of the legacy time parser", () => {
  it.each([
    "yyyy-MM-dd HH:mm:ss.SSS",
    "yyyyMMddHHmmssSSS",
    "EEEE, d MMMM yyyy hh:mm:ss.SSS a",
    "D/yyyy k:m:s.S",
    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "dd.MM.yyyy K 'o''clock' mm:ss.SSS a z",
  ])("%s reads what it writes", (pattern) => {
    const format = legacyFormatter(pattern);
    const parse = legacyParser(pattern);
    check(
      `${pattern} reads what it writes`,
      fc.property(timestamps, ([day, micros]) => {
        const time = joinTimestamp(day, Math.floor(micros / 1000) * 1000);
        expect(parse(format(time))).toBe(time);
        expect(parse(`${format(time)} and more`)).toBe(time);
      }),
    );
  });
});

describe("time zones", () => {
  it.each(["Z", "+05:30", "-8", "UTC+1", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "PST"])(
    "%s shows every moment once it exists",
    (name) => {
      const offset = zoneOffset(name);
      if (offset === null) throw new Error(`no zone ${name}`);
      check(
        `${name} shows every moment once it exists`,
        fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (utc) => {
          const local = utc + offset(utc);
          const found = utcFromLocal(local, offset);
          // In the hour that is shown twice, either moment is right.
          expect(found + offset(found)).toBe(local);
        }),
        { factor: 0.5 },
      );
    },
  );

  it("are refused by wrong names", () => {
    for (const name of ["", "nowhere", "+25:00", "Europe/", "UTC+x"]) expect(zoneOffset(name)).toBeNull();
  });
});
