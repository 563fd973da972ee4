import type { RowIr } from "../aggregation/row-aggregator.ts";
import type { Plan } from "../group-by/plan.ts";
import type { Trace } from "../runtime/trace.ts";
import { countUpTo } from "./grouped.ts";
import type { RunHistory } from "./key-history.ts";

/** IRs of a run's tiles as of any step, by replaying the tile's own events. Whole tiles are kept. */
export class TileIrs {
  readonly #plan: Plan;
  readonly #trace: Trace;
  readonly #history: RunHistory;
  readonly #whole: (RowIr | undefined)[];

  constructor(plan: Plan, trace: Trace, history: RunHistory) {
    this.#plan = plan;
    this.#trace = trace;
    this.#history = history;
    this.#whole = new Array(trace.tiles.count);
  }

  /** Events that the open tile held after the step. */
  eventsAt(tileIndex: number, step: number): number {
    if ((this.#trace.tiles.lastStep[tileIndex] ?? 0) <= step) return this.#trace.tiles.events[tileIndex] ?? 0;
    return countUpTo(this.#history.tileSteps(tileIndex), step);
  }

  /** Events in the tile's last write up to the step: what a reader found in the store. 0 when it was not written yet. */
  storedEventsAt(tileIndex: number, step: number): number {
    const { writes } = this.#trace;
    const indices = this.#history.tileWrites(tileIndex);
    let stored = 0;
    let low = 0;
    let high = indices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const write = indices[middle] ?? 0;
      if ((writes.step[write] ?? 0) <= step) {
        stored = writes.events[write] ?? 0;
        low = middle + 1;
      } else high = middle;
    }
    return stored;
  }

  /** IR of the tile's first `events` events by arrival. The caller must not change it. */
  first(tileIndex: number, events: number): RowIr {
    const total = this.#trace.tiles.events[tileIndex] ?? 0;
    const kept = events >= total ? this.#whole[tileIndex] : undefined;
    if (kept !== undefined) return kept;
    const aggregator = this.#plan.baseAggregator;
    const ir = aggregator.init();
    const steps = this.#history.tileSteps(tileIndex);
    for (let i = 0; i < events && i < steps.length; i++) {
      const event = this.#history.select(steps[i] ?? 0);
      aggregator.update(ir, event.inputs, event.timeMs ?? 0);
    }
    if (events >= total) this.#whole[tileIndex] = ir;
    return ir;
  }
}
