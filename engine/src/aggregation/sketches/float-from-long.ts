import type { Long } from "../../schema/value.ts";

/** The nearest 32-bit float of a long, rounded once, as the JVM's cast does. */
export function floatFromLong(value: Long): number {
  if (typeof value === "number") return Math.fround(value);
  const magnitude = value < 0n ? -value : value;
  const dropped = BigInt(magnitude.toString(2).length - 30);
  const kept = magnitude >> dropped;
  const isInexact = kept << dropped !== magnitude;
  const rounded = Math.fround((Number(kept) * 2 + Number(isInexact)) * 2 ** (Number(dropped) - 1));
  return value < 0n ? -rounded : rounded;
}
