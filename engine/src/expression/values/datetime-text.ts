import type { Long } from "../../schema/value.ts";
import { checkedDays, MICROS_PER_SECOND } from "./calendar.ts";
import { joinTimestamp } from "./time-of-day.ts";
import { utcFromLocal, zoneOffset } from "./time-zone.ts";

/** Removes what Spark's casts remove at both ends: blanks and control characters. */
export function trimControls(text: string): string {
  let start = 0;
  let end = text.length;
  const blank = (unit: number): boolean => unit <= 0x20 || unit === 0x7f;
  while (start < end && blank(text.charCodeAt(start))) start++;
  while (end > start && blank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const DATE_TEXT = /^([+-]?)(\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T][\s\S]*)?)?)?$/;

/** Days since 1970 of a text as CAST(… AS date) reads it: a year, a month or a day, and anything behind the day. */
export function dateFromText(text: string): number | null {
  const match = DATE_TEXT.exec(trimControls(text));
  if (match === null) return null;
  const year = Number(match[2]) * (match[1] === "-" ? -1 : 1);
  return checkedDays(year, Number(match[3] ?? 1), Number(match[4] ?? 1));
}

const TIMESTAMP_TEXT =
  /^([+-]?)(\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?([^\d.][\s\S]*)?)?)?)?)?)?)?$/;

/** Microseconds since 1970 of a text as CAST(… AS timestamp) reads it; a text without a zone is UTC. */
export function timestampFromText(text: string, allowZone = true): Long | null {
  const match = TIMESTAMP_TEXT.exec(trimControls(text));
  if (match === null) return null;
  const [, sign, yearText, month = "1", day = "1", hour, minute = "0", second = "0", fraction = "", zone] = match;
  if (hour === undefined && /[ T]$/.test(trimControls(text))) return null;
  const days = checkedDays(Number(yearText) * (sign === "-" ? -1 : 1), Number(month), Number(day));
  if (days === null || Number(hour ?? 0) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const seconds = Number(hour ?? 0) * 3600 + Number(minute) * 60 + Number(second);
  const micros = Number(fraction.slice(0, 6).padEnd(6, "0"));
  if (zone === undefined) return joinTimestamp(days, seconds * MICROS_PER_SECOND + micros);
  const offset = zoneOffset(zone);
  if (offset === null) return null;
  if (!allowZone) return joinTimestamp(days, seconds * MICROS_PER_SECOND + micros);
  const local = days * 86_400 + seconds;
  const shift = local - utcFromLocal(local, offset);
  return joinTimestamp(days, (seconds - shift) * MICROS_PER_SECOND + micros);
}
