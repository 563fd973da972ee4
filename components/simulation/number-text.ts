import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../engine/src/time/duration.ts";

/** Functions of the authoring API that make a number of ms, largest unit first. */
const UNITS = [
  ["minutes", MINUTE_MS],
  ["seconds", SECOND_MS],
] as const;

const WRITTEN_UNITS: Readonly<Record<string, number>> = {
  minutes: MINUTE_MS,
  seconds: SECOND_MS,
  hours: HOUR_MS,
  days: DAY_MS,
};

function grouped(value: number): string {
  const text = String(Number(value.toPrecision(12)));
  return /^\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, "_") : text;
}

/** A number as a person writes it in code. */
export function numberText(value: number): string {
  return grouped(value);
}

/**
 * A duration in code: in the unit that stands there, if the value is a whole number of it, else in the largest unit
 * whose function the notebook has, else in plain ms.
 */
export function durationText(durationMs: number, written: string | null, knownNames: ReadonlySet<string>): string {
  const unit = /^(\w+)\(\s*[\d_.]+\s*\)$/.exec(written ?? "")?.[1];
  const writtenMs = unit === undefined ? undefined : WRITTEN_UNITS[unit];
  if (unit !== undefined && writtenMs !== undefined && durationMs > 0 && durationMs % writtenMs === 0)
    return `${unit}(${grouped(durationMs / writtenMs)})`;
  if (durationMs === 0) return "0";
  for (const [name, unitMs] of UNITS) {
    if (durationMs % unitMs === 0 && knownNames.has(name)) return `${name}(${grouped(durationMs / unitMs)})`;
  }
  return grouped(durationMs);
}
