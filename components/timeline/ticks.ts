import type { Zone } from "../playback/time-text.ts";
import type { TimeRange } from "../playback/view-reducer.ts";

export interface Tick {
  readonly ms: number;
  readonly label: string;
  /** Begins a larger unit (a day among hours), so its label names that. */
  readonly major: boolean;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = "millisecond" | "second" | "minute" | "hour" | "day" | "month" | "year";

/** Steps between ticks that a person counts in; `ms` is nominal for months and years. */
const STEPS: readonly { readonly unit: Unit; readonly count: number; readonly ms: number }[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((count) => ({ unit: "millisecond" as const, count, ms: count })),
  ...[1, 2, 5, 10, 15, 30].map((count) => ({ unit: "second" as const, count, ms: count * SECOND })),
  ...[1, 2, 5, 10, 15, 30].map((count) => ({ unit: "minute" as const, count, ms: count * MINUTE })),
  ...[1, 2, 3, 6, 12].map((count) => ({ unit: "hour" as const, count, ms: count * HOUR })),
  ...[1, 2, 7, 14].map((count) => ({ unit: "day" as const, count, ms: count * DAY })),
  ...[1, 3, 6].map((count) => ({ unit: "month" as const, count, ms: count * 30.4375 * DAY })),
  ...[1, 2, 5].map((count) => ({ unit: "year" as const, count, ms: count * 365.25 * DAY })),
];

const pad = (value: number, length = 2) => String(value).padStart(length, "0");

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

function partsOf(ms: number, zone: Zone): Parts {
  const date = new Date(ms);
  return zone === "UTC"
    ? {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth(),
        day: date.getUTCDate(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
        millisecond: date.getUTCMilliseconds(),
      }
    : {
        year: date.getFullYear(),
        month: date.getMonth(),
        day: date.getDate(),
        hour: date.getHours(),
        minute: date.getMinutes(),
        second: date.getSeconds(),
        millisecond: date.getMilliseconds(),
      };
}

function timeOf(zone: Zone, year: number, month: number, day: number, hour = 0): number {
  return zone === "UTC" ? Date.UTC(year, month, day, hour) : new Date(year, month, day, hour).getTime();
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Calendar ticks: whole hours and longer follow the zone's own days, months and clock changes. */
function calendarTicks(range: TimeRange, unit: Unit, count: number, zone: Zone): number[] {
  const first = partsOf(range.fromMs, zone);
  const ticks: number[] = [];
  const push = (ms: number): boolean => {
    if (ms >= range.fromMs && ms <= range.toMs && ms !== ticks.at(-1)) ticks.push(ms);
    return ms <= range.toMs;
  };
  if (unit === "year") {
    for (let year = Math.floor(first.year / count) * count; push(timeOf(zone, year, 0, 1)); year += count);
  } else if (unit === "month") {
    for (let month = Math.floor(first.month / count) * count; push(timeOf(zone, first.year, month, 1)); month += count);
  } else if (unit === "day") {
    // Counted within the month, so that the first is always one; a last one too close to it is left out.
    for (let month = first.month; ; month++) {
      const length = Math.round((timeOf(zone, first.year, month + 1, 1) - timeOf(zone, first.year, month, 1)) / DAY);
      let more = true;
      for (let day = 1; day <= length && more; day += count)
        if (day === 1 || length - day + 1 > count / 2) more = push(timeOf(zone, first.year, month, day));
      if (!more || timeOf(zone, first.year, month + 1, 1) > range.toMs) break;
    }
  } else {
    for (let day = first.day; ; day++) {
      for (let hour = 0; hour < 24; hour += count) push(timeOf(zone, first.year, first.month, day, hour));
      if (timeOf(zone, first.year, first.month, day + 1) > range.toMs) break;
    }
  }
  return ticks;
}

function labelOf(ms: number, unit: Unit, zone: Zone): { readonly label: string; readonly major: boolean } {
  const at = partsOf(ms, zone);
  const date = `${at.day} ${MONTHS[at.month]}`;
  const clock = `${pad(at.hour)}:${pad(at.minute)}`;
  switch (unit) {
    case "year":
      return { label: String(at.year), major: true };
    case "month":
      return at.month === 0 ? { label: String(at.year), major: true } : { label: MONTHS[at.month] ?? "", major: false };
    case "day":
      return at.month === 0 && at.day === 1
        ? { label: `${date} ${at.year}`, major: true }
        : { label: date, major: at.day === 1 };
    case "hour":
    case "minute":
      return at.hour === 0 && at.minute === 0 ? { label: date, major: true } : { label: clock, major: false };
    case "second":
      return { label: `${clock}:${pad(at.second)}`, major: at.second === 0 };
    case "millisecond":
      return at.millisecond === 0
        ? { label: `${clock}:${pad(at.second)}`, major: true }
        : { label: `.${pad(at.millisecond, 3)}`, major: false };
  }
}

/** Ticks of a time axis at human steps, at most `most` of them, ascending and inside the range. */
export function timeTicks(range: TimeRange, most: number, zone: Zone): Tick[] {
  const spanMs = range.toMs - range.fromMs;
  if (!(spanMs > 0) || most < 1) return [];
  const step = STEPS.find((one) => spanMs / one.ms <= most) ?? {
    unit: "year" as const,
    count: 10 ** Math.ceil(Math.log10(spanMs / (365.25 * DAY) / most)),
    ms: 0,
  };
  let times: number[];
  if (step.ms > 0 && step.ms < HOUR) {
    times = [];
    for (let ms = Math.ceil(range.fromMs / step.ms) * step.ms; ms <= range.toMs; ms += step.ms) times.push(ms);
  } else times = calendarTicks(range, step.unit, step.count, zone);
  return times.map((ms) => ({ ms, ...labelOf(ms, step.unit, zone) }));
}
