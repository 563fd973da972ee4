import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import { BoundedHeap, type HeapOrder } from "./bounded-heap.ts";
import type { Ordered } from "./natural-order.ts";

/** The `k` values that come first in an order, duplicates kept: TOP_K and BOTTOM_K. */
export class KValues implements Aggregator<Ordered, Ordered[], Ordered[]> {
  readonly irType: DataType;
  readonly outputType: DataType;
  readonly #heap: BoundedHeap<Ordered>;
  constructor(inputType: DataType, k: number, order: HeapOrder<Ordered>) {
    this.irType = { list: inputType };
    this.outputType = { list: inputType };
    this.#heap = new BoundedHeap(k, order);
  }
  prepare(input: Ordered): Ordered[] {
    return [input];
  }
  update(ir: Ordered[], input: Ordered): Ordered[] {
    this.#heap.insert(ir, input);
    return ir;
  }
  merge(left: Ordered[], right: Ordered[]): Ordered[] {
    this.#heap.merge(left, right);
    return left;
  }
  finalize(ir: Ordered[]): Ordered[] {
    return this.#heap.sorted(ir);
  }
  clone(ir: Ordered[]): Ordered[] {
    return ir.slice();
  }
  normalize(ir: Ordered[]): Value {
    return ir.slice();
  }
  denormalize(stored: Value): Ordered[] {
    return (stored as readonly Ordered[]).slice();
  }
}
