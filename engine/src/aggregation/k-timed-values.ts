import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import { BoundedHeap, type HeapOrder } from "./bounded-heap.ts";
import { timePairType } from "./operation-types.ts";
import { storedTimePair, type TimePair, timePairFromStored } from "./time-pair.ts";
import { type CopyValue, valueCopier } from "./value-copy.ts";

/** The `k` non-null values that come first in an order over event times: FIRST_K and LAST_K. */
export class KTimedValues implements Aggregator<Value, TimePair[], Value[]> {
  readonly irType: DataType;
  readonly outputType: DataType;
  readonly #heap: BoundedHeap<TimePair>;
  readonly #copy: CopyValue;
  constructor(inputType: DataType, k: number, order: HeapOrder<TimePair>) {
    this.irType = { list: timePairType(inputType) };
    this.outputType = { list: inputType };
    this.#heap = new BoundedHeap(k, order);
    this.#copy = valueCopier(inputType);
  }
  prepare(input: Value, timeMs: number): TimePair[] {
    return [{ timeMs, payload: this.#copy(input) }];
  }
  update(ir: TimePair[], input: Value, timeMs: number): TimePair[] {
    this.#heap.insert(ir, { timeMs, payload: this.#copy(input) });
    return ir;
  }
  merge(left: TimePair[], right: TimePair[]): TimePair[] {
    this.#heap.merge(left, right);
    return left;
  }
  finalize(ir: TimePair[]): Value[] {
    return this.#heap.sorted(ir).map((pair) => pair.payload);
  }
  clone(ir: TimePair[]): TimePair[] {
    return ir.slice();
  }
  normalize(ir: TimePair[]): Value {
    return ir.map((pair) => storedTimePair(pair, this.#copy));
  }
  denormalize(stored: Value): TimePair[] {
    return (stored as readonly Value[]).map((item) => timePairFromStored(item, this.#copy));
  }
}
