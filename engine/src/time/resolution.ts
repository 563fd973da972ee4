import { TilescopeError } from "../errors.ts";
import { longFromBigInt } from "../schema/long.ts";
import type { Long } from "../schema/value.ts";
import { DAY_MS } from "./duration.ts";
import { FIVE_MINUTE_HOPS_MS, TimeUnit, tailHopMs, timeUnitMs, timeUnitName, type Window, windowMs } from "./window.ts";

/** The rule from a window's length to the step of its tail. */
export interface Resolution {
  readonly name: "FiveMinute" | "Daily";
  /** Largest first, each a multiple of the next. */
  readonly hopSizesMs: readonly number[];
  /** `null`: unbounded. Throws `time/not-whole-days` where the resolution cannot express the window. */
  tailHopMs(window: Window | null): number;
}

/** Everything temporal: tails move by 5 min, 1 h or 1 d. */
export const FIVE_MINUTE_RESOLUTION: Resolution = {
  name: "FiveMinute",
  hopSizesMs: FIVE_MINUTE_HOPS_MS,
  tailHopMs: (window) => tailHopMs(windowMs(window)),
};

/** Snapshots: heads and tails are midnights (UTC). */
export const DAILY_RESOLUTION: Resolution = {
  name: "Daily",
  hopSizesMs: [DAY_MS],
  tailHopMs(window) {
    if (window !== null && window.timeUnit !== TimeUnit.DAYS)
      throw new TilescopeError(
        "time/not-whole-days",
        `A window of ${window.length} ${timeUnitName(window.timeUnit)} has no daily snapshot`,
      );
    return DAY_MS;
  },
};

/** Smallest tail hop of the windows under the five-minute resolution: Chronon's tile size. `null` without a window. */
export function smallestTailHopMs(windows: Iterable<Window>): number | null {
  let smallest: number | null = null;
  for (const window of windows) {
    const hopMs = FIVE_MINUTE_RESOLUTION.tailHopMs(window);
    if (smallest === null || hopMs < smallest) smallest = hopMs;
  }
  return smallest;
}

const exactWindowMs = (window: Window): bigint => BigInt(window.length) * BigInt(timeUnitMs(window.timeUnit));

/** Length in ms as plain 64-bit arithmetic gives it, also for the window that stands for "unbounded". */
export function declaredWindowMs(window: Window): Long {
  return longFromBigInt(exactWindowMs(window));
}

/** Start of a window under the five-minute resolution in plain 64-bit arithmetic; see `windowStartMs`. */
export function declaredWindowStartMs(queryMs: number, window: Window): Long {
  const hopMs = BigInt(FIVE_MINUTE_RESOLUTION.tailHopMs(window));
  return longFromBigInt(((BigInt(queryMs) - exactWindowMs(window)) / hopMs) * hopMs);
}
