import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import { timePairType } from "./operation-types.ts";
import { type OwnTimePair, storedTimePair, timePairFromStored } from "./time-pair.ts";
import { type CopyValue, valueCopier } from "./value-copy.ts";

/** LAST: the non-null value of the largest event time. Of equal times the one seen first stays. */
export class Last implements Aggregator<Value, OwnTimePair, Value> {
  readonly irType: DataType;
  readonly outputType: DataType;
  readonly #copy: CopyValue;
  constructor(inputType: DataType) {
    this.irType = timePairType(inputType);
    this.outputType = inputType;
    this.#copy = valueCopier(inputType);
  }
  prepare(input: Value, timeMs: number): OwnTimePair {
    return { timeMs, payload: this.#copy(input) };
  }
  update(ir: OwnTimePair, input: Value, timeMs: number): OwnTimePair {
    if (ir.timeMs < timeMs) {
      ir.timeMs = timeMs;
      ir.payload = this.#copy(input);
    }
    return ir;
  }
  merge(left: OwnTimePair, right: OwnTimePair): OwnTimePair {
    if (left.timeMs < right.timeMs) {
      left.timeMs = right.timeMs;
      left.payload = right.payload;
    }
    return left;
  }
  finalize(ir: OwnTimePair): Value {
    return ir.payload;
  }
  clone({ timeMs, payload }: OwnTimePair): OwnTimePair {
    return { timeMs, payload };
  }
  normalize(ir: OwnTimePair): Value {
    return storedTimePair(ir, this.#copy);
  }
  denormalize(stored: Value): OwnTimePair {
    return timePairFromStored(stored, this.#copy);
  }
}
