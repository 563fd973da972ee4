import { addLong, subtractLong } from "../schema/long.ts";
import type { Long, Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";

/** COUNT: how many non-null inputs, of any type. Deletes may take it below zero. */
export class Count implements Aggregator<Value, Long, Long> {
  readonly irType = "long";
  readonly outputType = "long";
  prepare(): Long {
    return 1;
  }
  update(ir: Long): Long {
    return addLong(ir, 1);
  }
  delete(ir: Long): Long {
    return subtractLong(ir, 1);
  }
  merge(left: Long, right: Long): Long {
    return addLong(left, right);
  }
  finalize(ir: Long): Long {
    return ir;
  }
  clone(ir: Long): Long {
    return ir;
  }
  normalize(ir: Long): Value {
    return ir;
  }
  denormalize(stored: Value): Long {
    return stored as Long;
  }
}
