import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import { type DistinctKey, distinctKeyOf, valueOfDistinctKey } from "./distinct-key.ts";

/** UNIQUE_COUNT: how many distinct values, exactly. The IR holds them all. */
export class UniqueCount implements Aggregator<Value, Set<DistinctKey>, number> {
  readonly irType: DataType;
  readonly outputType = "long";
  readonly #keyOf: (value: Value) => DistinctKey;
  constructor(inputType: DataType) {
    this.irType = { list: inputType };
    this.#keyOf = distinctKeyOf(inputType);
  }
  prepare(input: Value): Set<DistinctKey> {
    return new Set<DistinctKey>().add(this.#keyOf(input));
  }
  update(ir: Set<DistinctKey>, input: Value): Set<DistinctKey> {
    return ir.add(this.#keyOf(input));
  }
  merge(left: Set<DistinctKey>, right: Set<DistinctKey>): Set<DistinctKey> {
    for (const key of right) left.add(key);
    return left;
  }
  finalize(ir: Set<DistinctKey>): number {
    return ir.size;
  }
  clone(ir: Set<DistinctKey>): Set<DistinctKey> {
    return new Set(ir);
  }
  normalize(ir: Set<DistinctKey>): Value {
    return [...ir].map(valueOfDistinctKey);
  }
  denormalize(stored: Value): Set<DistinctKey> {
    return new Set((stored as readonly Value[]).map(this.#keyOf));
  }
}
