import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";

/** Stands for -0 in a Set, which would take it for 0. */
const NEGATIVE_ZERO = Symbol("-0");

/** A value as a member of a Set. */
export type DistinctKey = Exclude<Value, null> | typeof NEGATIVE_ZERO;

/**
 * Makes Set members that are equal exactly when Chronon (boxed JVM equality) finds the values equal: NaN equals NaN,
 * 0 and -0 differ, and binary values are never equal, not even to themselves seen again.
 */
export function distinctKeyOf(type: DataType): (value: Value) => DistinctKey {
  if (type === "binary") return (value) => (value as Uint8Array).slice();
  if (type === "double" || type === "float")
    return (value) => (Object.is(value, -0) ? NEGATIVE_ZERO : (value as number));
  return (value) => value as DistinctKey;
}

/** The value that a member stands for. */
export function valueOfDistinctKey(key: DistinctKey): Value {
  if (key === NEGATIVE_ZERO) return -0;
  return key instanceof Uint8Array ? key.slice() : (key as Value);
}
