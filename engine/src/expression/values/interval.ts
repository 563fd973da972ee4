import type { Long } from "../../schema/value.ts";
import type { DayTimeField, SparkType, YearMonthField } from "../types/spark-type.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND } from "./calendar.ts";
import type { CalendarInterval } from "./spark-value.ts";

const MONTHS: Readonly<Record<string, number>> = { year: 12, month: 1 };
const DAYS: Readonly<Record<string, number>> = { week: 7, day: 1 };
const MICROS: Readonly<Record<string, number>> = {
  hour: 3600 * MICROS_PER_SECOND,
  minute: 60 * MICROS_PER_SECOND,
  second: MICROS_PER_SECOND,
  millisecond: 1000,
  microsecond: 1,
};

const PART = /\s*([+-]?)\s*(\d*)(?:\.(\d{0,9}))?\s+([a-z]+)/y;

interface Total {
  months: number;
  days: number;
  micros: bigint;
}

function addPart(total: Total, sign: number, whole: string, fraction: string | undefined, unit: string): boolean {
  const name = unit.replace(/s$/, "");
  if (fraction !== undefined && name !== "second") return false;
  const count = Number(whole) * sign;
  if (MONTHS[name] !== undefined) total.months += count * MONTHS[name];
  else if (DAYS[name] !== undefined) total.days += count * DAYS[name];
  else if (MICROS[name] !== undefined) {
    total.micros += BigInt(whole || "0") * BigInt(MICROS[name]) * BigInt(sign);
    if (fraction !== undefined) total.micros += BigInt(fraction.slice(0, 6).padEnd(6, "0")) * BigInt(sign);
  } else return false;
  return true;
}

/** Reads `1 day 2 hours -3.5 seconds`, with or without the word interval in front; null if it is none. */
export function calendarIntervalFromText(text: string): CalendarInterval | null {
  const body = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, "");
  const total: Total = { months: 0, days: 0, micros: 0n };
  PART.lastIndex = 0;
  if (body === "") return null;
  while (PART.lastIndex < body.length) {
    const match = PART.exec(body);
    if (match === null) return null;
    const [, sign, whole = "", fraction, unit = ""] = match;
    if (whole === "" && (fraction ?? "") === "") return null;
    if (!addPart(total, sign === "-" ? -1 : 1, whole, fraction, unit)) return null;
  }
  return total;
}

/** Units named in a text, singular, in the order of appearance. */
export function unitsIn(text: string): string[] {
  return (text.toLowerCase().match(/[a-z]+/g) ?? [])
    .map((unit) => unit.replace(/s$/, ""))
    .filter((unit) => unit !== "interval");
}

const DAY_TIME_ORDER: readonly DayTimeField[] = ["day", "hour", "minute", "second"];

const FIELD_OF_UNIT: Readonly<Record<string, DayTimeField>> = {
  week: "day",
  day: "day",
  hour: "hour",
  minute: "minute",
  second: "second",
  millisecond: "second",
  microsecond: "second",
};

/** The ANSI interval type that spans these units; null if they mix months with days or are unknown. */
export function intervalTypeOfUnits(units: readonly string[]): SparkType | null {
  if (units.length > 0 && units.every((unit) => unit === "year" || unit === "month")) {
    const from: YearMonthField = units.includes("year") ? "year" : "month";
    return { kind: "yearMonth", from, to: units.includes("month") ? "month" : "year" };
  }
  const indexes = units.map((unit) => DAY_TIME_ORDER.indexOf(FIELD_OF_UNIT[unit] ?? "day"));
  if (units.length === 0 || units.some((unit) => FIELD_OF_UNIT[unit] === undefined)) return null;
  const from = DAY_TIME_ORDER[Math.min(...indexes)];
  const to = DAY_TIME_ORDER[Math.max(...indexes)];
  return from === undefined || to === undefined ? null : { kind: "dayTime", from, to };
}

const CLOCK = "(\\d{1,2})(?::(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,9}))?)?)?";

/** Microseconds of `1 10:20:30` written for `from TO to`; null if the text has another shape. */
export function dayTimeFromText(text: string, from: DayTimeField, to: DayTimeField): bigint | null {
  const shapes: Partial<Record<DayTimeField, RegExp>> = {
    day: new RegExp(`^([+-]?)(\\d{1,9}) ${CLOCK}$`),
    hour: /^([+-]?)(\d{1,10}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?$/,
    minute: /^([+-]?)(\d{1,12}):(\d{1,2})(?:\.(\d{1,9}))?$/,
  };
  const match = shapes[from]?.exec(text.trim()) ?? null;
  if (match === null) return null;
  const start = DAY_TIME_ORDER.indexOf(from);
  const fields = DAY_TIME_ORDER.slice(start, DAY_TIME_ORDER.indexOf(to) + 1);
  const given = match.slice(2).map((part) => part ?? "");
  let micros = 0n;
  for (const [i, field] of DAY_TIME_ORDER.slice(start).entries()) {
    if ((given[i] !== "") !== fields.includes(field)) return null;
    const limit = field === "hour" ? 23 : 59;
    if (i > 0 && Number(given[i]) > limit) return null;
    const unit = field === "day" ? MICROS_PER_DAY : (MICROS[field] ?? 0);
    micros += BigInt(given[i] || "0") * BigInt(unit);
  }
  micros += BigInt((given[DAY_TIME_ORDER.length - start] ?? "").slice(0, 6).padEnd(6, "0"));
  return match[1] === "-" ? -micros : micros;
}

/** Months of `3-2`; null if the text has another shape. */
export function yearMonthFromText(text: string): number | null {
  const match = /^([+-]?)(\d+)-(\d{1,2})$/.exec(text.trim());
  if (match === null || Number(match[3]) > 11) return null;
  const months = Number(match[2]) * 12 + Number(match[3]);
  return match[1] === "-" ? -months : months;
}

/** How a cast to string shows a day-time interval: `INTERVAL '1 02:03:04' DAY TO SECOND`. */
export function dayTimeText(value: Long, from: DayTimeField, to: DayTimeField): string {
  const total = BigInt(value);
  const sign = total < 0n ? "-" : "";
  let rest = total < 0n ? -total : total;
  const take = (unit: number): bigint => {
    const count = rest / BigInt(unit);
    rest -= count * BigInt(unit);
    return count;
  };
  const fields = DAY_TIME_ORDER.slice(DAY_TIME_ORDER.indexOf(from), DAY_TIME_ORDER.indexOf(to) + 1);
  let text = "";
  for (const [i, field] of fields.entries()) {
    const count = take(field === "day" ? MICROS_PER_DAY : (MICROS[field] ?? 1)).toString();
    const lead = i === 0 ? "" : fields[i - 1] === "day" ? " " : ":";
    text += lead + (field === "day" ? count : count.padStart(2, "0"));
  }
  if (to === "second" && rest > 0n) text += `.${rest.toString().padStart(6, "0").replace(/0+$/, "")}`;
  const unit = from === to ? from : `${from} to ${to}`;
  return `INTERVAL '${sign}${text}' ${unit.toUpperCase()}`;
}

/** How a cast to string shows a year-month interval: `INTERVAL '1-2' YEAR TO MONTH`. */
export function yearMonthText(months: number, from: YearMonthField, to: YearMonthField): string {
  const sign = months < 0 ? "-" : "";
  const total = Math.abs(months);
  const years = Math.floor(total / 12);
  const text = from === to ? String(from === "year" ? years : total) : `${years}-${total % 12}`;
  return `INTERVAL '${sign}${text}' ${(from === to ? from : "year to month").toUpperCase()}`;
}

/** How a cast to string shows a calendar interval: `1 years 2 months 3 days`. */
export function calendarIntervalText({ months, days, micros }: CalendarInterval): string {
  const parts: string[] = [];
  const add = (count: number | bigint, unit: string): void => {
    if (Number(count) !== 0) parts.push(`${count} ${unit}`);
  };
  add(Math.trunc(months / 12), "years");
  add(months % 12, "months");
  add(days, "days");
  const hour = BigInt(MICROS.hour ?? 1);
  const minute = BigInt(MICROS.minute ?? 1);
  add(micros / hour, "hours");
  add((micros % hour) / minute, "minutes");
  const rest = micros % minute;
  if (rest !== 0n) {
    const digits = (rest < 0n ? -rest : rest).toString().padStart(7, "0");
    const fraction = digits.slice(-6).replace(/0+$/, "");
    parts.push(`${rest < 0n ? "-" : ""}${digits.slice(0, -6)}${fraction === "" ? "" : `.${fraction}`} seconds`);
  }
  return parts.length === 0 ? "0 seconds" : parts.join(" ");
}
