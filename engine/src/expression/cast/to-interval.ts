import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { isIntegral, type SparkType } from "../types/spark-type.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND } from "../values/calendar.ts";
import { calendarIntervalFromText, dayTimeFromText, yearMonthFromText } from "../values/interval.ts";
import type { SparkValue } from "../values/spark-value.ts";

type Cast = (value: SparkValue) => SparkValue;

const MICROS_PER_FIELD = {
  day: MICROS_PER_DAY,
  hour: 3600 * MICROS_PER_SECOND,
  minute: 60 * MICROS_PER_SECOND,
  second: MICROS_PER_SECOND,
} as const;

/** The text inside `INTERVAL '…' DAY TO SECOND`, or the text itself. */
const quotedPart = (text: string): string => /^\s*interval\s+'([^']*)'/i.exec(text)?.[1] ?? text;

function dayTimeFromString(text: string, to: Extract<SparkType, { kind: "dayTime" }>): SparkValue {
  const body = quotedPart(text);
  const range = to.from === to.to ? null : dayTimeFromText(body, to.from, to.to);
  if (range !== null) return longFromBigInt(range);
  if (to.from === to.to && /^\s*[+-]?\d+\s*$/.test(body))
    return longFromBigInt(BigInt(body) * BigInt(MICROS_PER_FIELD[to.to]));
  return null;
}

function yearMonthFromString(text: string, to: Extract<SparkType, { kind: "yearMonth" }>): SparkValue {
  const body = quotedPart(text);
  if (to.from !== to.to) return yearMonthFromText(body);
  return /^\s*[+-]?\d+\s*$/.test(body) ? Number(body) * (to.to === "year" ? 12 : 1) : null;
}

/** CAST to an interval type. */
export function toInterval(from: SparkType, to: SparkType): Cast | null {
  if (from.kind === to.kind) return (value) => value;
  if (to.kind === "calendarInterval")
    return from.kind === "string" ? (value) => calendarIntervalFromText(value as string) : null;
  if (to.kind === "dayTime") {
    if (from.kind === "string") return (value) => dayTimeFromString(value as string, to);
    const unit = BigInt(MICROS_PER_FIELD[to.to]);
    return isIntegral(from) ? (value) => longFromBigInt(BigInt(value as Long) * unit) : null;
  }
  if (to.kind !== "yearMonth") return null;
  if (from.kind === "string") return (value) => yearMonthFromString(value as string, to);
  return isIntegral(from) ? (value) => Number(value) * (to.to === "year" ? 12 : 1) : null;
}
