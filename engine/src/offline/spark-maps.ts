import { JavaHashMap } from "../aggregation/java-hash-map.ts";
import { stringHash } from "../aggregation/sketches/java-hash.ts";
import { type DataType, isList, isMap, isStruct, type Schema } from "../schema/schema.ts";
import type { Row, StructValue, Value } from "../schema/value.ts";

const FIRST_CAPACITY = 16;
const LOAD_FACTOR = 0.75;
const MULTIPLIER = 0x9e3775cd;

function swapBytes(word: number): number {
  return ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** Bin of a key in Scala 2.12's mutable map: the high bits of its improved hash. */
function binOf(key: string, capacity: number): number {
  const mixed = Math.imul(swapBytes(Math.imul(stringHash(key), MULTIPLIER)), MULTIPLIER);
  const seed = Math.log2(FIRST_CAPACITY);
  const rotated = (mixed >>> seed) | (mixed << (32 - seed));
  return rotated >>> (32 - Math.log2(capacity));
}

/** Keys as Scala's mutable map lists them: the last bin first. */
function listedKeys(keys: readonly string[]): string[] {
  let capacity = FIRST_CAPACITY;
  while (keys.length > capacity * LOAD_FACTOR) capacity *= 2;
  const placed = keys.map((key, age) => ({ key, bin: binOf(key, capacity), age }));
  return placed.sort((left, right) => right.bin - left.bin || right.age - left.age).map(({ key }) => key);
}

const hasMap = (type: DataType): boolean => {
  if (typeof type === "string") return false;
  if (isMap(type)) return true;
  return isList(type) ? hasMap(type.list) : type.fields.some((field) => hasMap(field.type));
};

function reordered(type: DataType, value: Value): Value {
  if (value === null || !hasMap(type)) return value;
  if (isList(type)) return (value as readonly Value[]).map((item) => reordered(type.list, item));
  if (isMap(type)) {
    const map = value as ReadonlyMap<string, Value>;
    const java = new JavaHashMap();
    for (const key of map.keys()) java.set(key, 0);
    return new Map(listedKeys(java.keysInJavaOrder()).map((key) => [key, reordered(type.map, map.get(key) ?? null)]));
  }
  if (!isStruct(type)) return value;
  const struct = value as StructValue;
  return Object.fromEntries(type.fields.map(({ name, type: of }) => [name, reordered(of, struct[name] ?? null)]));
}

/**
 * Rows of features with their maps in the order in which Chronon's jobs hand them to Spark, which derivations see. Their
 * content stays.
 */
export function withSparkMaps(schema: Schema): (row: Row) => Row {
  if (!schema.some(({ type }) => hasMap(type))) return (row) => row;
  return (row) => schema.map(({ type }, i) => reordered(type, row[i] ?? null));
}
