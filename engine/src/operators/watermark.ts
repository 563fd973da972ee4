import type { EvaluatedEvent } from "./expression-evaluation.ts";
import type { Emit, Operator } from "./operator.ts";
import { BoundedOutOfOrderness } from "./watermark/bounded-out-of-orderness.ts";
import { type SavedValve, type ValveOutput, WatermarkValve } from "./watermark/watermark-valve.ts";

/** Event time has advanced for the whole pipeline. */
export interface WatermarkAdvance {
  readonly kind: "watermark";
  readonly watermarkMs: number;
}

interface Partition {
  readonly generator: BoundedOutOfOrderness;
  /** Processing time of the last event, or when the job started. */
  activeMs: number;
  idle: boolean;
}

export interface SavedWatermark {
  readonly started: boolean;
  readonly valve: SavedValve;
  readonly partitions: readonly { readonly maxMs: number; readonly activeMs: number; readonly idle: boolean }[];
}

/**
 * One bounded out-of-orderness watermark per partition, combined by the valve. An event is passed on before the
 * watermark that it causes, so that it is judged by what was known when it arrived.
 *
 * Flink emits watermarks every 200 ms by its own clock; here they follow each event at once, the limit of a short
 * interval, so that a run depends on its records alone. A partition is idle when strictly more than `idlenessMs` of
 * processing time passed since its last event (or since the start of the job), and active again when an event moves its
 * own watermark on, as in Flink.
 */
export class Watermark implements Operator<EvaluatedEvent, EvaluatedEvent | WatermarkAdvance, SavedWatermark> {
  readonly #partitions: readonly Partition[];
  readonly #valve: WatermarkValve;
  readonly #idlenessMs: number;
  #emit: Emit<WatermarkAdvance> = () => {};
  readonly #downstream: ValveOutput = {
    onWatermark: (watermarkMs) => this.#emit({ kind: "watermark", watermarkMs }),
    onStatus: () => {},
  };
  #started = false;
  /** No partition can become idle before this. */
  #nextIdleMs = Number.POSITIVE_INFINITY;

  constructor(partitions: number, outOfOrdernessMs: number, idlenessMs: number) {
    this.#partitions = Array.from({ length: partitions }, () => ({
      generator: new BoundedOutOfOrderness(outOfOrdernessMs),
      activeMs: Number.NEGATIVE_INFINITY,
      idle: false,
    }));
    this.#valve = new WatermarkValve(partitions);
    this.#idlenessMs = idlenessMs;
  }

  /** `-Infinity` before every partition that is not idle has spoken. */
  get watermarkMs(): number {
    return this.#valve.watermarkMs;
  }

  partition(index: number): { watermarkMs: number; idle: boolean; holds: boolean } {
    return {
      watermarkMs: this.#partition(index).generator.watermarkMs,
      idle: this.#partition(index).idle,
      holds: this.#valve.holds(index),
    };
  }

  onElement(event: EvaluatedEvent, emit: Emit<EvaluatedEvent | WatermarkAdvance>): void {
    emit(event);
    const partition = this.#partition(event.partition);
    const { generator } = partition;
    const beforeMs = generator.watermarkMs;
    partition.activeMs = event.processingMs;
    generator.onEvent(event.timeMs);
    if (generator.watermarkMs === beforeMs) return;
    this.#emit = emit;
    const output = this.#downstream;
    if (partition.idle) {
      partition.idle = false;
      this.#nextIdleMs = Math.min(this.#nextIdleMs, event.processingMs + this.#idlenessMs + 1);
      this.#valve.status(event.partition, false, output);
    }
    this.#valve.watermark(event.partition, generator.watermarkMs, output);
  }

  onProcessingTime(nowMs: number, emit: Emit<EvaluatedEvent | WatermarkAdvance>): void {
    if (!this.#started) {
      this.#started = true;
      for (const partition of this.#partitions) partition.activeMs = nowMs;
    } else if (nowMs < this.#nextIdleMs) return;
    this.#emit = emit;
    const output = this.#downstream;
    let nextIdleMs = Number.POSITIVE_INFINITY;
    for (const [index, partition] of this.#partitions.entries()) {
      if (partition.idle) continue;
      if (nowMs - partition.activeMs > this.#idlenessMs) {
        partition.idle = true;
        this.#valve.status(index, true, output);
      } else nextIdleMs = Math.min(nextIdleMs, partition.activeMs + this.#idlenessMs + 1);
    }
    this.#nextIdleMs = nextIdleMs;
  }

  nextTimerMs(): number {
    return this.#nextIdleMs;
  }

  snapshot(): SavedWatermark {
    return {
      started: this.#started,
      valve: this.#valve.snapshot(),
      partitions: this.#partitions.map(({ generator, activeMs, idle }) => ({
        maxMs: generator.snapshot(),
        activeMs,
        idle,
      })),
    };
  }

  restore(saved: SavedWatermark): void {
    this.#started = saved.started;
    this.#valve.restore(saved.valve);
    for (const [index, { maxMs, activeMs, idle }] of saved.partitions.entries()) {
      const partition = this.#partition(index);
      partition.generator.restore(maxMs);
      partition.activeMs = activeMs;
      partition.idle = idle;
    }
    const deadlines = this.#partitions.filter((p) => !p.idle).map((p) => p.activeMs + this.#idlenessMs + 1);
    this.#nextIdleMs = saved.started ? Math.min(...deadlines) : Number.POSITIVE_INFINITY;
  }

  #partition(index: number): Partition {
    const partition = this.#partitions[index];
    if (partition === undefined) throw new RangeError(`Partition ${index} of ${this.#partitions.length}`);
    return partition;
  }
}
