import { isNested, type SparkType } from "../types/spark-type.ts";
import { orderOf } from "./order.ts";
import type { SparkMap, SparkValue } from "./spark-value.ts";

/** True if equal keys of the type are one key for a JavaScript Map as well. */
const hasNativeKeys = (type: SparkType): boolean =>
  !isNested(type) && type.kind !== "binary" && type.kind !== "decimal" && type.kind !== "calendarInterval";

/** Finds a key's value; undefined if the map lacks the key. */
export function mapGetter(keyType: SparkType): (map: SparkMap, key: SparkValue) => SparkValue | undefined {
  if (hasNativeKeys(keyType)) return (map, key) => map.get(key);
  const compare = orderOf(keyType);
  return (map, key) => {
    for (const [candidate, value] of map) if (compare(candidate, key) === 0) return value;
    return undefined;
  };
}
