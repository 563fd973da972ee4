import type { Plan, SelectedEvent } from "../group-by/plan.ts";
import type { SourceRecord } from "../operators/emission.ts";
import type { Trace } from "../runtime/trace.ts";
import { type Grouped, groupBy, groupOf } from "./grouped.ts";

/** The events of one key in order of arrival, late ones included, after selects. */
export interface KeyHistory {
  readonly steps: Int32Array;
  readonly timesMs: Float64Array;
  readonly events: readonly SelectedEvent[];
}

/** Finds the events of a key and of a tile; remembers the last key, since questions come in bursts about one. */
export class RunHistory {
  readonly #plan: Plan;
  readonly #records: readonly SourceRecord[];
  readonly #byKey: Grouped;
  readonly #byTile: Grouped;
  readonly #writesByTile: Grouped;
  #remembered: { keyIndex: number; history: KeyHistory } | null = null;

  constructor(plan: Plan, records: readonly SourceRecord[], trace: Trace) {
    this.#plan = plan;
    this.#records = records;
    this.#byKey = groupBy(trace.keyIndex, trace.keys.length);
    this.#byTile = groupBy(trace.tileIndex, trace.tiles.count);
    this.#writesByTile = groupBy(trace.writes.tileIndex.subarray(0, trace.writes.count), trace.tiles.count);
  }

  select(step: number): SelectedEvent {
    const record = this.#records[step];
    const selected = record === undefined ? null : this.#plan.select(record.row);
    if (selected === null) throw new Error(`Step ${step} has no selected event.`);
    return selected;
  }

  /** Steps of the events that a tile took, by arrival. */
  tileSteps(tileIndex: number): Int32Array {
    return groupOf(this.#byTile, tileIndex);
  }

  /** Indices into `trace.writes`, by time. */
  tileWrites(tileIndex: number): Int32Array {
    return groupOf(this.#writesByTile, tileIndex);
  }

  keySteps(keyIndex: number): Int32Array {
    return groupOf(this.#byKey, keyIndex);
  }

  key(keyIndex: number): KeyHistory {
    if (this.#remembered?.keyIndex === keyIndex) return this.#remembered.history;
    const steps = this.keySteps(keyIndex);
    const timesMs = new Float64Array(steps.length);
    const events: SelectedEvent[] = [];
    steps.forEach((step, i) => {
      const event = this.select(step);
      events.push(event);
      timesMs[i] = event.timeMs ?? Number.NaN;
    });
    const history = { steps, timesMs, events };
    this.#remembered = { keyIndex, history };
    return history;
  }
}
