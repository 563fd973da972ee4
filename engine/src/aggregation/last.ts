import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import { timePairType } from "./operation-types.ts";
import { storedTimePair, type TimePair, timePairFromStored } from "./time-pair.ts";
import { type CopyValue, valueCopier } from "./value-copy.ts";

/** LAST: the non-null value of the largest event time. Of equal times the one seen first stays. */
export class Last implements Aggregator<Value, TimePair, Value> {
  readonly irType: DataType;
  readonly outputType: DataType;
  readonly #copy: CopyValue;
  constructor(inputType: DataType) {
    this.irType = timePairType(inputType);
    this.outputType = inputType;
    this.#copy = valueCopier(inputType);
  }
  prepare(input: Value, timeMs: number): TimePair {
    return { timeMs, payload: this.#copy(input) };
  }
  update(ir: TimePair, input: Value, timeMs: number): TimePair {
    return ir.timeMs < timeMs ? this.prepare(input, timeMs) : ir;
  }
  merge(left: TimePair, right: TimePair): TimePair {
    return left.timeMs < right.timeMs ? right : left;
  }
  finalize(ir: TimePair): Value {
    return ir.payload;
  }
  clone(ir: TimePair): TimePair {
    return ir;
  }
  normalize(ir: TimePair): Value {
    return storedTimePair(ir, this.#copy);
  }
  denormalize(stored: Value): TimePair {
    return timePairFromStored(stored, this.#copy);
  }
}
