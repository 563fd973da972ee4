import { formatDuration } from "../../engine/src/time/duration.ts";
import { integerText } from "../playback/count-text.ts";

/** Nothing was measured, or there is nothing yet. */
export const NONE = "–";

const twoDecimals = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const oneDecimal = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** A measured time: `3.8 ms`, `184 ms`, `1.25 s`, `4 min 12 s`. */
export function latencyText(ms: number | null): string {
  if (ms === null) return NONE;
  if (ms > 0 && ms < 0.05) return "<0.1 ms";
  if (ms < 9.95) return `${oneDecimal.format(ms)} ms`;
  if (Math.round(ms) < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${twoDecimals.format(ms / 1_000)} s`;
  return formatDuration(Math.round(ms / 1_000) * 1_000);
}

/** A span of time in whole seconds, largest two units: `0 s`, `38 s`, `3 h 12 min`. */
export function spanText(ms: number): string {
  return formatDuration(Math.max(0, Math.floor(ms / 1_000)) * 1_000);
}

/** `5,012/s`, `12.4/s`, `0.2/s`; what is more than nothing is never written as nothing. */
export function rateText(perSecond: number): string {
  if (perSecond > 0 && perSecond < 0.1) return "<0.1/s";
  return `${perSecond >= 100 ? integerText(Math.round(perSecond)) : oneDecimal.format(perSecond)}/s`;
}

/** A part of a whole: `71 %`. */
export const percentText = (part: number): string => `${Math.round(part * 100)} %`;
