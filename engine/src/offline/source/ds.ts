import { TilescopeError } from "../../errors.ts";
import { DAY_MS } from "../../time/duration.ts";

/** Name of a day's partition, `2024-01-31`; the day is UTC. Days in this form sort as their texts do. */
export type Ds = string;

const FORM = /^\d{4}-\d{2}-\d{2}$/;

/** The day that holds `timeMs`. */
export const dsOf = (timeMs: number): Ds => new Date(timeMs).toISOString().slice(0, 10);

/** Midnight at the start of the day, in ms. Throws `offline/bad-day` for a text that is not a day. */
export function startOfDs(ds: Ds): number {
  const startMs = FORM.test(ds) ? Date.parse(`${ds}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(startMs)) throw new TilescopeError("offline/bad-day", `"${ds}" is not a day such as 2024-01-31`);
  return startMs;
}

export const shiftDs = (ds: Ds, days: number): Ds => dsOf(startOfDs(ds) + days * DAY_MS);
