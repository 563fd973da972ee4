import type { Window as CompiledWindow } from "../time/window.ts";

export { days, hours, TimeUnit } from "../time/window.ts";

/** How much event time a feature covers: `hours(6)`, `days(7)`. */
export type Window = CompiledWindow;

/**
 * A window as Chronon's Python writes it: `Window({ length: 7, timeUnit: TimeUnit.DAYS })`. Shorter: `days(7)`.
 * `TimeUnit.MINUTES` is the Zipline fork's; Chronon refuses it.
 * Its tail moves in hops: 5 min for windows below 12 hours, 1 h below 12 days, else 1 d.
 */
export function Window(window: { readonly length: number; readonly timeUnit: CompiledWindow["timeUnit"] }): Window {
  return { length: window.length, timeUnit: window.timeUnit };
}
