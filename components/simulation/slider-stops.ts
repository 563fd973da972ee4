import { formatDuration } from "../../engine/src/time/duration.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const DURATION_STOPS: readonly number[] = [
  0,
  ...[1, 2, 5, 10, 15, 20, 30, 45].map((count) => count * SECOND),
  ...[1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45].map((count) => count * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12, 24].map((count) => count * HOUR),
];

export const RATE_STOPS: readonly number[] = [
  0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 35, 40, 50, 60, 80, 100, 150, 200, 300, 500, 1_000, 2_000,
  5_000, 10_000,
];

export const SHARE_STOPS: readonly number[] = Array.from({ length: 101 }, (_, percent) => percent / 100);

export const SKEW_STOPS: readonly number[] = Array.from({ length: 31 }, (_, tenth) => tenth / 10);

/** The stops with the value among them, and its place. */
export function stopsWith(stops: readonly number[], value: number): { stops: readonly number[]; at: number } {
  const all = stops.includes(value) ? stops : [...stops, value].sort((a, b) => a - b);
  return { stops: all, at: all.indexOf(value) };
}

const short = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 2 });

export const rateLabel = (perMinute: number): string => `${short(perMinute)} / min`;
export const shareLabel = (share: number): string => `${short(share * 100)} %`;
export const durationLabel = (durationMs: number): string => formatDuration(durationMs);
export const skewLabel = (exponent: number): string => (exponent === 0 ? "uniform" : `Zipf ${short(exponent)}`);
