import { EvaluationError } from "../failure.ts";
import type { SparkType } from "../types/spark-type.ts";
import { mapGetter } from "./map-access.ts";
import type { SparkMap, SparkValue } from "./spark-value.ts";

/** Builds maps as Spark does: a missing or repeated key fails, zeros of both signs are one key. */
export function mapBuilder(keyType: SparkType): (entries: Iterable<readonly [SparkValue, SparkValue]>) => SparkMap {
  const get = mapGetter(keyType);
  return (entries) => {
    const map = new Map<SparkValue, SparkValue>();
    for (const [key, value] of entries) {
      if (key === null) throw new EvaluationError("NULL_MAP_KEY", "A map key must not be NULL.");
      const normal = Object.is(key, -0) ? 0 : key;
      if (get(map, normal) !== undefined)
        throw new EvaluationError("DUPLICATED_MAP_KEY", "A key occurs twice in one map.");
      map.set(normal, value);
    }
    return map;
  };
}
