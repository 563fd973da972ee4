import type { Value } from "../schema/value.ts";
import type { AnyAggregator } from "./operations.ts";

/**
 * `ir` with `input` taken out. Without an IR it is the IR of "minus one input", so that a delete that overtakes its
 * insert still cancels it. Returns `ir` as it is when the operation cannot delete.
 */
export function deleteInput(aggregator: AnyAggregator, ir: unknown, input: Value, timeMs: number): unknown {
  if (aggregator.delete === undefined) return ir;
  if (ir !== null) return aggregator.delete(ir, input, timeMs);
  const cancelled = aggregator.delete(aggregator.prepare(input, timeMs), input, timeMs);
  return aggregator.delete(cancelled, input, timeMs);
}
