import { integerText } from "./count-text.ts";

/** How many clock milliseconds pass per real one; `fit` plays the whole run in half a minute. */
export type Speed = 1 | 10 | 60 | 600 | 3600 | "fit";

export const SPEEDS: readonly Speed[] = [1, 10, 60, 600, 3600, "fit"];

const FIT_MS = 30_000;

/** Clock milliseconds per real millisecond over a run of `spanMs`. */
export function clockRate(speed: Speed, spanMs: number): number {
  return speed === "fit" ? Math.max(spanMs / FIT_MS, 0.001) : speed;
}

/** As the menu writes it: `3,600×`, `fit in 30 s`. */
export function speedLabel(speed: Speed): string {
  return speed === "fit" ? "fit in 30 s" : `${integerText(speed)}×`;
}
