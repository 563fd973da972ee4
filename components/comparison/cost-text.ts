import type { CompareRow, Json, ReadCost } from "../playback/engine.ts";

const threeDigits = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const significant = (value: number) => threeDigits.format(value);

/** Bytes in decimal units, three digits: `1.9 KB`. */
export function bytesText(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${significant(value)} ${units[unit]}`;
}

/** Microseconds in the unit that fits, three digits: `40 µs`, `1.9 ms`. */
export function microsText(micros: number): string {
  if (micros < 1_000) return `${significant(micros)} µs`;
  return micros < 1_000_000 ? `${significant(micros / 1_000)} ms` : `${significant(micros / 1_000_000)} s`;
}

/** One figure of both ways to read, and how they are written. */
export interface CostPair {
  readonly name: string;
  readonly raw: number;
  readonly tiled: number;
  readonly text: (value: number) => string;
}

const countText = (value: number) => value.toLocaleString("en-US");

export function costPairs(raw: ReadCost, tiled: ReadCost): CostPair[] {
  return [
    { name: "reads", raw: raw.reads, tiled: tiled.reads, text: countText },
    { name: "bytes", raw: raw.bytes, tiled: tiled.bytes, text: bytesText },
    { name: "p50", raw: raw.p50Us, tiled: tiled.p50Us, text: microsText },
    { name: "p99", raw: raw.p99Us, tiled: tiled.p99Us, text: microsText },
  ];
}

/** How much less tiles cost: `66 times less`, `1.5 times more`, or nothing to compare. */
export function ratioText(raw: number, tiled: number): string {
  if (raw === tiled) return "the same";
  if (raw <= 0 || tiled <= 0) return "";
  const times = raw > tiled ? raw / tiled : tiled / raw;
  return `${significant(times)} times ${raw > tiled ? "less" : "more"}`;
}

/** Longs beyond 2^53 come as text; they are subtracted exactly. */
function longOf(json: Json): bigint | null {
  if (typeof json === "bigint") return json;
  if (typeof json === "string") return /^-?\d+$/.test(json) ? BigInt(json) : null;
  return typeof json === "number" && Number.isSafeInteger(json) ? BigInt(json) : null;
}

function differenceText(tiled: Json, exact: Json, type: string): string | null {
  const signed = (negative: boolean, size: string) => `${negative ? "−" : "+"}${size}`;
  if (type === "long") {
    const [left, right] = [longOf(tiled), longOf(exact)];
    if (left === null || right === null) return null;
    const difference = left - right;
    return signed(difference < 0n, (difference < 0n ? -difference : difference).toLocaleString("en-US"));
  }
  if (typeof tiled !== "number" || typeof exact !== "number") return null;
  const difference = tiled - exact;
  return signed(difference < 0, Math.abs(difference).toLocaleString("en-US", { maximumSignificantDigits: 6 }));
}

/** How far the tiled answer lies from the exact one, and why. */
export interface Verdict {
  readonly kind: CompareRow["equal"];
  readonly text: string;
  readonly reasons: readonly string[];
}

/** `type` is that of the feature: it says whether text may be a number. */
export function verdictOf(row: CompareRow, type: string): Verdict {
  const reasons = row.reasons.map((reason) => reason.text);
  if (row.equal === "same") return { kind: "same", text: "same", reasons: [] };
  if (row.equal === "within-epsilon") {
    const epsilon = row.reasons.find((reason) => reason.kind === "float-order")?.epsilon;
    const text = epsilon === undefined ? "within ε" : `within ε = ${epsilon.toPrecision(2)}`;
    return { kind: "within-epsilon", text, reasons };
  }
  return { kind: "differs", text: differenceText(row.tiled, row.exact, type) ?? "differs", reasons };
}
