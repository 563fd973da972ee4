/** `"UTC"`, or undefined for the zone of this machine. */
export type Zone = "UTC" | undefined;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(name: string, zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${name} ${zone ?? "local"}`;
  let found = formatters.get(id);
  if (found === undefined) {
    found = new Intl.DateTimeFormat("en-GB", { ...options, ...(zone && { timeZone: zone }) });
    formatters.set(id, found);
  }
  return found;
}

const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
const NEVER = "–";

/** `14:02:10`, or `14:02:10.250` with `millis`. Times that are none are a dash. */
export function timeText(ms: number, zone: Zone, millis = false): string {
  if (!Number.isFinite(ms)) return NEVER;
  return millis
    ? formatter("millis", zone, { ...TIME, fractionalSecondDigits: 3 }).format(ms)
    : formatter("time", zone, TIME).format(ms);
}

/** `21 Nov 14:02:10`: for spans of more than a day. */
export function dayTimeText(ms: number, zone: Zone): string {
  if (!Number.isFinite(ms)) return NEVER;
  return `${formatter("day", zone, { day: "numeric", month: "short" }).format(ms)} ${timeText(ms, zone)}`;
}

/** `21 November 2026, 14:02:10 UTC`: for the ear. */
export function spokenTime(ms: number, zone: Zone): string {
  if (!Number.isFinite(ms)) return "none yet";
  const date = formatter("date", zone, { day: "numeric", month: "long", year: "numeric" }).format(ms);
  return `${date}, ${timeText(ms, zone)}${zone === "UTC" ? " UTC" : ""}`;
}

/** Spans shorter than this are told in ms. */
export const MILLIS_BELOW_MS = 10_000;

/** Time for a place that shows `spanMs` at once: with the day when more than one is in view, with ms below ten seconds. */
export function timeTextFor(ms: number, spanMs: number, zone: Zone): string {
  if (spanMs > 86_400_000) return dayTimeText(ms, zone);
  return timeText(ms, zone, spanMs < MILLIS_BELOW_MS);
}

/** A boundary as short as it can be told: `14:00`, `8 Jan 14:00`; with seconds or ms only where it has some. */
export function boundaryText(ms: number, spanMs: number, zone: Zone): string {
  if (!Number.isFinite(ms)) return NEVER;
  const full = ms % 1_000 === 0 ? timeText(ms, zone) : timeText(ms, zone, true);
  const time = ms % 60_000 === 0 ? full.slice(0, 5) : full;
  return spanMs > 86_400_000
    ? `${formatter("day", zone, { day: "numeric", month: "short" }).format(ms)} ${time}`
    : time;
}
