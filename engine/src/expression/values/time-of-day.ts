import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { EvaluationError } from "../failure.ts";
import { dateText, MICROS_PER_DAY } from "./calendar.ts";
import { addExact } from "./exact.ts";

/** A timestamp split into its day and the microseconds since midnight UTC. */
export interface Instant {
  readonly days: number;
  readonly micros: number;
}

const DAY = BigInt(MICROS_PER_DAY);

export function splitTimestamp(timestamp: Long): Instant {
  if (typeof timestamp === "number") {
    const days = Math.floor(timestamp / MICROS_PER_DAY);
    return { days, micros: timestamp - days * MICROS_PER_DAY };
  }
  const rest = ((timestamp % DAY) + DAY) % DAY;
  return { days: Number((timestamp - rest) / DAY), micros: Number(rest) };
}

/** Microseconds since 1970; fails beyond 64 bits. */
export function joinTimestamp(days: number, micros: number): Long {
  const total = days * MICROS_PER_DAY + micros;
  if (Number.isSafeInteger(total)) return total;
  return addExact(longFromDays(days), micros);
}

function longFromDays(days: number): Long {
  const micros = BigInt(days) * DAY;
  if (BigInt.asIntN(64, micros) !== micros) throw new EvaluationError("java.lang.ArithmeticException", "long overflow");
  return longFromBigInt(micros);
}

/** Floor division of a long by a small positive number. */
export function floorDivideLong(value: Long, divisor: number): Long {
  if (typeof value === "number") return Math.floor(value / divisor) + 0;
  const by = BigInt(divisor);
  const rest = ((value % by) + by) % by;
  return longFromBigInt((value - rest) / by);
}

/** `HH:mm:ss` and as many fraction digits as are not zero. */
export function timeText(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = micros - seconds * 1_000_000;
  const pad = (value: number): string => String(value).padStart(2, "0");
  const text = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return fraction === 0 ? text : `${text}.${String(fraction).padStart(6, "0").replace(/0+$/, "")}`;
}

/** How a cast to string shows a timestamp, in UTC. */
export function timestampText(timestamp: Long): string {
  const { days, micros } = splitTimestamp(timestamp);
  return `${dateText(days)} ${timeText(micros)}`;
}
