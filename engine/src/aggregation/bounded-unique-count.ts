import { md5 } from "@noble/hashes/legacy.js";
import { hexFromBytes } from "../schema/json.ts";
import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import { type DistinctKey, distinctKeyOf, valueOfDistinctKey } from "./distinct-key.ts";
import { javaSerializedString } from "./java-serialized.ts";

/** The distinct values seen so far, or `null` once there are too many to keep. */
export interface BoundedSetIr {
  keys: Set<DistinctKey> | null;
}

/** Chronon's mark of a saturated set. */
export const SENTINEL = "__SENTINEL__";
const SENTINEL_BYTES = Uint8Array.from(SENTINEL, (character) => character.charCodeAt(0));

/**
 * A saturated set as it is stored. Chronon stores `["__SENTINEL__"]` whatever the element type, which Avro cannot
 * encode in a list of numbers or bytes. There a value twice, impossible in a set, says the same.
 */
function storedSaturation(elementType: DataType): readonly Value[] {
  if (elementType === "string") return [SENTINEL];
  return elementType === "binary" ? [SENTINEL_BYTES, SENTINEL_BYTES] : [0, 0];
}

/** Whether a stored set of `elementType` is saturated. */
export function isSaturated(stored: readonly Value[], elementType: DataType): boolean {
  const mark = storedSaturation(elementType);
  if (stored.length !== mark.length) return false;
  return stored.every((value, i) => {
    const expected = mark[i];
    if (!(expected instanceof Uint8Array)) return Object.is(value, expected);
    return value instanceof Uint8Array && hexFromBytes(value) === hexFromBytes(expected);
  });
}

const hashString = (value: Value): string => hexFromBytes(md5(javaSerializedString(value as string)));

/**
 * BOUNDED_UNIQUE_COUNT: how many distinct values, but at most `k`. Strings are kept as MD5 of their Java-serialised
 * form. The set saturates on the update after it holds `k` values (even when that repeats one), and in a merge as soon
 * as it holds `k`; the count is `k` either way.
 */
export class BoundedUniqueCount implements Aggregator<Value, BoundedSetIr, number> {
  readonly irType: DataType;
  readonly outputType = "long";
  readonly #elementType: DataType;
  readonly #k: number;
  readonly #keyOf: (value: Value) => DistinctKey;
  readonly #keyOfStored: (value: Value) => DistinctKey;
  constructor(inputType: DataType, k: number) {
    this.irType = { list: inputType };
    this.#elementType = inputType;
    this.#k = k;
    this.#keyOfStored = distinctKeyOf(inputType);
    this.#keyOf = inputType === "string" ? hashString : this.#keyOfStored;
  }
  prepare(input: Value): BoundedSetIr {
    return { keys: new Set<DistinctKey>().add(this.#keyOf(input)) };
  }
  update(ir: BoundedSetIr, input: Value): BoundedSetIr {
    if (ir.keys === null) return ir;
    if (ir.keys.size >= this.#k) ir.keys = null;
    else ir.keys.add(this.#keyOf(input));
    return ir;
  }
  merge(left: BoundedSetIr, right: BoundedSetIr): BoundedSetIr {
    const keys = left.keys;
    if (keys === null || right.keys === null) {
      left.keys = null;
      return left;
    }
    for (const key of right.keys) {
      if (keys.size >= this.#k) break;
      keys.add(key);
    }
    if (keys.size >= this.#k) left.keys = null;
    return left;
  }
  finalize(ir: BoundedSetIr): number {
    return ir.keys?.size ?? this.#k;
  }
  clone(ir: BoundedSetIr): BoundedSetIr {
    return { keys: ir.keys === null ? null : new Set(ir.keys) };
  }
  normalize(ir: BoundedSetIr): Value {
    return ir.keys === null ? storedSaturation(this.#elementType) : [...ir.keys].map(valueOfDistinctKey);
  }
  denormalize(stored: Value): BoundedSetIr {
    const values = stored as readonly Value[];
    return { keys: isSaturated(values, this.#elementType) ? null : new Set(values.map(this.#keyOfStored)) };
  }
}
