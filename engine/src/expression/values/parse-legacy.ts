import type { Long } from "../../schema/value.ts";
import { checkedDays, civilFromDays, daysFromCivil, isLeapYear, weekdayOf } from "./calendar.ts";
import { MONTHS, type PatternPart, parsePattern, WEEKDAYS } from "./legacy-pattern.ts";
import { joinTimestamp } from "./time-of-day.ts";
import { zoneOffset } from "./time-zone.ts";

/** Two-digit years mean the hundred years from here on. */
const CENTURY_START = 1946;

type Fields = Map<string, number>;

interface Found {
  readonly value: number;
  readonly end: number;
}

function readNumber(text: string, start: number, width: number | null): Found | null {
  const match = /^-?\d+/.exec(text.slice(start, width === null ? undefined : start + width));
  if (match === null || (width !== null && start + width > text.length)) return null;
  return { value: Number(match[0]), end: start + match[0].length };
}

function readName(text: string, start: number, names: readonly string[]): Found | null {
  const rest = text.slice(start).toLowerCase();
  let best: Found | null = null;
  for (const [value, name] of names.entries())
    for (const form of [name, name.slice(0, 3)])
      if (rest.startsWith(form.toLowerCase()) && (best === null || start + form.length > best.end))
        best = { value, end: start + form.length };
  return best;
}

function readZone(text: string, start: number, letter: string): Found | null {
  const rest = text.slice(start);
  const pattern =
    letter === "X" ? /^(?:Z|[+-]\d{2}(?::?\d{2})?)/ : /^(?:(?:GMT|UTC)?[+-]\d{1,2}:?\d{2}|[A-Za-z]+(?:\/[A-Za-z_]+)*)/;
  const match = pattern.exec(rest);
  const offset = match === null ? null : zoneOffset(match[0]);
  return match === null || offset === null ? null : { value: offset(0), end: start + match[0].length };
}

function readField(text: string, start: number, part: Extract<PatternPart, { letter: string }>): Found | null {
  const { letter, width, isAbutting } = part;
  switch (letter) {
    case "G":
      return readName(text, start, ["BC", "AD"]);
    case "E":
      return readName(text, start, WEEKDAYS);
    case "a":
      return readName(text, start, ["AM", "PM"]);
    case "z":
    case "Z":
    case "X":
      return readZone(text, start, letter);
    case "M":
    case "L": {
      if (width > 2) return readName(text, start, MONTHS);
      const found = readNumber(text, start, isAbutting ? width : null);
      return found === null ? null : { ...found, value: found.value - 1 };
    }
    case "y":
    case "Y": {
      const found = readNumber(text, start, isAbutting ? width : null);
      if (found === null || width > 2 || found.end - start !== 2 || found.value < 0) return found;
      const century = Math.floor(CENTURY_START / 100) * 100;
      return { ...found, value: found.value + century + (found.value < CENTURY_START % 100 ? 100 : 0) };
    }
    default:
      return readNumber(text, start, isAbutting ? width : null);
  }
}

/** Reads the fields in order; blanks before a field do not count, text behind the last one neither. */
function readFields(text: string, parts: readonly PatternPart[]): Fields | null {
  const fields: Fields = new Map();
  let at = 0;
  for (const part of parts) {
    if ("text" in part) {
      if (!text.startsWith(part.text, at)) return null;
      at += part.text.length;
      continue;
    }
    while (text[at] === " " || text[at] === "\t") at++;
    const found = readField(text, at, part);
    if (found === null) return null;
    const name = part.letter === "L" ? "M" : "zZX".includes(part.letter) ? "zone" : part.letter;
    fields.set(name, found.value);
    at = found.end;
  }
  return fields;
}

const within = (value: number, from: number, to: number): boolean => value >= from && value <= to;

function hourOf(fields: Fields): number | null {
  const half = (fields.get("a") ?? 0) * 12;
  const wide = fields.get("H");
  if (wide !== undefined) return within(wide, 0, 23) ? wide : null;
  const from1 = fields.get("k");
  if (from1 !== undefined) return within(from1, 1, 24) ? from1 % 24 : null;
  const narrow = fields.get("K");
  if (narrow !== undefined) return within(narrow, 0, 11) ? narrow + half : null;
  const clock = fields.get("h");
  if (clock !== undefined) return within(clock, 1, 12) ? (clock % 12) + half : null;
  return half;
}

function daysOf(fields: Fields): number | null {
  const written = fields.get("y") ?? fields.get("Y") ?? 1970;
  if (written < 1) return null;
  const year = fields.get("G") === 0 ? 1 - written : written;
  const ordinal = fields.get("D");
  const days =
    ordinal === undefined
      ? checkedDays(year, (fields.get("M") ?? 0) + 1, fields.get("d") ?? 1)
      : ordinalDays(year, ordinal, fields);
  if (days === null) return null;
  const weekday = fields.get("E") ?? (fields.has("u") ? (fields.get("u") ?? 1) - 1 : undefined);
  if (weekday === undefined || weekday === weekdayOf(days)) return days;
  return fields.has("d") || fields.has("D") ? null : sameWeekDay(days, weekday);
}

/** The day of a year by its number; a month or a day that was written as well must agree. */
function ordinalDays(year: number, ordinal: number, fields: Fields): number | null {
  if (!within(ordinal, 1, isLeapYear(year) ? 366 : 365)) return null;
  const days = daysFromCivil(year, 1, 1) + ordinal - 1;
  const { month, day } = civilFromDays(days);
  return (fields.get("M") ?? month - 1) === month - 1 && (fields.get("d") ?? day) === day ? days : null;
}

/** The given weekday in the first week of the month, when no day was given. */
function sameWeekDay(days: number, weekday: number): number {
  const { day } = civilFromDays(days);
  return days - day + 1 + ((weekday - weekdayOf(days - day + 1) + 7) % 7);
}

/**
 * A reader with a pattern of Java's SimpleDateFormat as Spark uses it (not lenient): microseconds since 1970, or null
 * for a text that does not fit. A time without a zone is UTC; text behind the match is ignored.
 */
export function legacyParser(pattern: string): (text: string) => Long | null {
  const parts = parsePattern(pattern);
  return (text) => {
    const fields = readFields(text, parts);
    if (fields === null) return null;
    const days = daysOf(fields);
    const hour = hourOf(fields);
    const minute = fields.get("m") ?? 0;
    const second = fields.get("s") ?? 0;
    const millis = fields.get("S") ?? 0;
    if (days === null || hour === null) return null;
    if (!within(minute, 0, 59) || !within(second, 0, 59) || !within(millis, 0, 999)) return null;
    const seconds = hour * 3600 + minute * 60 + second - (fields.get("zone") ?? 0);
    return joinTimestamp(days, (seconds * 1000 + millis) * 1000);
  };
}
