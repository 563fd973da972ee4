import type { Value } from "../../schema/value.ts";
import { deleteInput } from "../delete-input.ts";
import type { AnyAggregator } from "../operations.ts";

/** How one non-null column value reaches an IR; `ir` is null before the first. */
export interface InputFeed {
  update(ir: unknown, input: Value, timeMs: number): unknown;
  delete(ir: unknown, input: Value, timeMs: number): unknown;
}

/** The value is the input. */
export class DirectFeed implements InputFeed {
  readonly #aggregator: AnyAggregator;
  constructor(aggregator: AnyAggregator) {
    this.#aggregator = aggregator;
  }
  update(ir: unknown, input: Value, timeMs: number): unknown {
    return ir === null ? this.#aggregator.prepare(input, timeMs) : this.#aggregator.update(ir, input, timeMs);
  }
  delete(ir: unknown, input: Value, timeMs: number): unknown {
    return deleteInput(this.#aggregator, ir, input, timeMs);
  }
}

/** The value is a list and every non-null element is an input. */
export class VectorFeed implements InputFeed {
  readonly #aggregator: AnyAggregator;
  constructor(aggregator: AnyAggregator) {
    this.#aggregator = aggregator;
  }
  update(ir: unknown, input: Value, timeMs: number): unknown {
    let next = ir;
    for (const element of input as readonly Value[]) {
      if (element !== null)
        next =
          next === null ? this.#aggregator.prepare(element, timeMs) : this.#aggregator.update(next, element, timeMs);
    }
    return next;
  }
  delete(ir: unknown, input: Value, timeMs: number): unknown {
    let next = ir;
    for (const element of input as readonly Value[])
      if (element !== null) next = deleteInput(this.#aggregator, next, element, timeMs);
    return next;
  }
}
