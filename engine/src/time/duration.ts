export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const UNITS = [
  ["d", DAY_MS],
  ["h", HOUR_MS],
  ["min", MINUTE_MS],
  ["s", SECOND_MS],
  ["ms", 1],
] as const;

/** A duration as a person reads it, largest two units: `7 d`, `1 h 30 min`, `-5 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return "0 s";
  let rest = Math.abs(Math.round(durationMs));
  const parts: string[] = [];
  for (const [label, unitMs] of UNITS) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) parts.push(`${count} ${label}`);
    rest -= count * unitMs;
    if (parts.length === 2) break;
  }
  return (durationMs < 0 ? "-" : "") + parts.join(" ");
}
