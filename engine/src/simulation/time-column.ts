import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { FileStream } from "./stream.ts";

/** What a time column counts. */
export type TimeUnitOfColumn = FileStream["timeUnit"];

const MS_PER_UNIT = { milliseconds: 1, seconds: 1_000, microseconds: 0.001, text: 1 } as const;

const TIME_TEXT =
  /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?\s*$/i;

/** ISO 8601 date or date and time, UTC unless it says otherwise, in ms; null when it is something else. */
export function timeFromText(text: string): number | null {
  const match = TIME_TEXT.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match;
  const ms = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), ms);
  const date = new Date(time);
  const real = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!real || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (offset === null) return time;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return time - (offset[1] === "-" ? -minutes : minutes) * 60_000;
}

/** Natural unit of a column of this type. */
export function timeUnitOf(type: DataType): TimeUnitOfColumn {
  if (type === "timestamp") return "microseconds";
  return type === "string" ? "text" : "milliseconds";
}

/** Event time in whole ms of a time column's value; null when it is null or no time. */
export function timeOfValue(value: Value, unit: TimeUnitOfColumn): number | null {
  if (typeof value === "string") {
    if (unit === "text") return timeFromText(value);
    const number = Number(value);
    return value.trim() !== "" && Number.isFinite(number) ? Math.floor(number * MS_PER_UNIT[unit]) : null;
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return unit === "microseconds" ? Math.floor(value / 1_000) : Math.floor(value * MS_PER_UNIT[unit]);
}

/** The value that stands for `timeMs` in a time column. Whole seconds lose the rest unless the column has fractions. */
export function valueOfTime(timeMs: number, unit: TimeUnitOfColumn, type: DataType): Value {
  if (unit === "text") return new Date(timeMs).toISOString();
  const count = unit === "microseconds" ? timeMs * 1_000 : unit === "seconds" ? timeMs / 1_000 : timeMs;
  if (type === "string") return String(count);
  return type === "double" || type === "float" ? count : Math.floor(count);
}
