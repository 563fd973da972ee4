import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import { JavaHashMap } from "./java-hash-map.ts";

/**
 * HISTOGRAM: 32-bit counts by string. A key that comes to 0 goes; deletes may leave negative counts.
 *
 * With `k` above 0 and more than `k` keys, the feature keeps entries whose count is at least the `k`-th largest, in
 * the iteration order of a Java hash map, until there are `k`: among ties a larger count can be lost, as in Chronon.
 */
export class Histogram implements Aggregator<string, JavaHashMap, ReadonlyMap<string, number>> {
  readonly irType: DataType = { map: "int" };
  readonly outputType: DataType = { map: "int" };
  readonly #k: number;
  constructor(k: number) {
    this.#k = k;
  }
  prepare(input: string): JavaHashMap {
    return this.#add(new JavaHashMap(), input, 1);
  }
  update(ir: JavaHashMap, input: string): JavaHashMap {
    return this.#add(ir, input, 1);
  }
  delete(ir: JavaHashMap, input: string): JavaHashMap {
    return this.#add(ir, input, -1);
  }
  merge(left: JavaHashMap, right: JavaHashMap): JavaHashMap {
    for (const key of right.keysInJavaOrder()) this.#add(left, key, right.counts.get(key) ?? 0);
    return left;
  }
  finalize(ir: JavaHashMap): ReadonlyMap<string, number> {
    if (this.#k <= 0 || ir.counts.size <= this.#k)
      return new Map(ir.keysInJavaOrder().map((key) => [key, ir.counts.get(key) ?? 0]));
    const cut = [...ir.counts.values()].sort((left, right) => right - left)[this.#k - 1] ?? 0;
    const kept = new Map<string, number>();
    for (const key of ir.keysInJavaOrder()) {
      const count = ir.counts.get(key) ?? 0;
      if (count < cut) continue;
      kept.set(key, count);
      if (kept.size === this.#k) break;
    }
    return kept;
  }
  clone(ir: JavaHashMap): JavaHashMap {
    return JavaHashMap.copyOf(ir.keysInJavaOrder(), ir.counts);
  }
  normalize(ir: JavaHashMap): Value {
    return new Map(ir.counts);
  }
  denormalize(stored: Value): JavaHashMap {
    const counts = stored as ReadonlyMap<string, number>;
    return JavaHashMap.copyOf([...counts.keys()], counts);
  }

  #add(ir: JavaHashMap, key: string, difference: number): JavaHashMap {
    const count = ((ir.counts.get(key) ?? 0) + difference) | 0;
    if (count === 0) ir.counts.delete(key);
    else ir.set(key, count);
    return ir;
  }
}
