import type { StructValue, Value } from "../schema/value.ts";
import type { CopyValue } from "./value-copy.ts";

/** A value and its event time. Never changed once made, so holders may share it. */
export interface TimePair {
  readonly timeMs: number;
  readonly payload: Value;
}

/** One that its holder changes in place. Its payload is never changed, so holders may share that. */
export interface OwnTimePair {
  timeMs: number;
  payload: Value;
}

/** The stored form, a `TimePair_<type>` struct. */
export const storedTimePair = (pair: TimePair, copy: CopyValue): StructValue => ({
  epochMillis: pair.timeMs,
  payload: copy(pair.payload),
});

/** The inverse of `storedTimePair`. */
export function timePairFromStored(stored: Value, copy: CopyValue): TimePair {
  const { epochMillis, payload } = stored as StructValue;
  return { timeMs: Number(epochMillis), payload: copy(payload ?? null) };
}
