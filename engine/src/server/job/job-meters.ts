import type { PartitionWatermark } from "../../runtime/pipeline.ts";
import { RecentLatencies } from "../meters/recent-latencies.ts";
import { SampledHistory } from "../meters/sampled-history.ts";
import { SecondRing } from "../meters/second-ring.ts";
import { STAGES, StageTimes } from "../meters/stage-times.ts";
import type { LateEvent } from "./late-output.ts";

/** The operators of a job as the page shows them, in order. */
export const OPERATORS = ["source", "evaluation", "tiling", "conversion", "sink"] as const;
export type Operator = (typeof OPERATORS)[number];

const BUSY = {
  source: "ms source",
  evaluation: "ms evaluation",
  tiling: "ms tiling",
  conversion: "ms conversion",
  sink: "ms sink",
} as const;
type Quantity = Operator | (typeof BUSY)[Operator];
const QUANTITIES: readonly Quantity[] = [...OPERATORS, ...OPERATORS.map((operator) => BUSY[operator])];

/** One checkpoint as the page shows it. Durations in ms. */
export interface CheckpointView {
  readonly id: number;
  readonly atMs: number;
  /** Waiting until the store has everything up to the offsets; copying the state; writing the checkpoint. */
  readonly offsetsMs: number;
  readonly stateMs: number;
  readonly storeMs: number;
  readonly bytes: number;
  readonly whole: boolean;
  /** Why it failed; `null` when it did not. */
  readonly failure: string | null;
}

/** What the page shows of a running worker beside its counts. */
export interface MeterView {
  readonly operators: {
    readonly [name in Operator]: {
      readonly perSecond: number;
      /** Events of each of the last seconds, oldest first. */
      readonly series: readonly number[];
      /** Part of the last ten seconds in which those before it waited for this operator, 0 to 1. */
      readonly busy: number;
    };
  };
  /** From the appending of an event to its value being in the store, over the last minute. */
  readonly freshness: { readonly p50Ms: number; readonly p99Ms: number } | null;
  readonly putMs: { readonly p50Ms: number; readonly p99Ms: number } | null;
  /** Puts on their way to the store now. */
  readonly inFlight: number;
  /** Bytes of a put's value, mean. */
  readonly bytesPerPut: number | null;
  readonly watermarks: readonly { readonly atMs: number; readonly values: readonly (number | null)[] }[];
  readonly checkpoints: readonly CheckpointView[];
  readonly late: readonly LateEvent[];
}

const CHECKPOINTS_SHOWN = 10;
const LATE_SHOWN = 50;

/** Measures one worker. Looks at elapsed time only, so that it works in a simulation too. */
export class JobMeters {
  readonly stages: StageTimes;
  readonly #elapsedMs: () => number;
  readonly #ring: SecondRing<Quantity>;
  readonly #freshness = new RecentLatencies();
  readonly #puts = new RecentLatencies();
  readonly #watermarks = new SampledHistory(1_000, 15_000);
  readonly #checkpoints: CheckpointView[] = [];
  readonly #late: LateEvent[] = [];
  #inFlight = 0;
  /** Since when the store has not answered, as far as it is not counted; `null`: nothing is on its way. */
  #flushingSinceMs: number | null = null;
  #putCount = 0;
  #putBytes = 0;

  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
    this.#ring = new SecondRing(QUANTITIES, elapsedMs());
    this.stages = new StageTimes(elapsedMs);
  }

  passed(operator: Operator, count: number): void {
    this.#ring.add(operator, count, this.#elapsedMs());
  }

  /** Time that went by in one operator. */
  busy(operator: Operator, ms: number): void {
    this.#ring.add(BUSY[operator], ms, this.#elapsedMs());
  }

  /** Time of a batch in the operators before the sink. */
  pushed(ms: number): void {
    for (const stage of STAGES) this.busy(stage, ms * this.stages.shares[stage]);
  }

  put(bytes: number): void {
    this.#putCount++;
    this.#putBytes += bytes;
  }

  flushing(count: number): void {
    this.#inFlight = count;
    this.#flushingSinceMs = this.#elapsedMs();
  }

  flushed(ms: number, count: number): void {
    this.#countFlushing();
    this.#flushingSinceMs = null;
    this.#inFlight = 0;
    this.passed("sink", count);
    if (count > 0) this.#puts.add(ms, this.#elapsedMs());
  }

  /** So many records became servable so long after their appending. */
  servable(freshMs: number, count: number): void {
    this.#freshness.add(freshMs, this.#elapsedMs(), count);
  }

  watermarks(nowMs: number, partitions: () => readonly PartitionWatermark[]): void {
    this.#watermarks.offer(nowMs, () =>
      partitions().map(({ watermarkMs }) => (Number.isFinite(watermarkMs) ? watermarkMs : null)),
    );
  }

  checkpoint(view: CheckpointView): void {
    this.#checkpoints.unshift(view);
    this.#checkpoints.splice(CHECKPOINTS_SHOWN);
  }

  late(event: LateEvent): void {
    this.#late.unshift(event);
    this.#late.splice(LATE_SHOWN);
  }

  /** A store that does not answer keeps the sink busy before it has answered. */
  #countFlushing(): void {
    if (this.#flushingSinceMs === null) return;
    const elapsedMs = this.#elapsedMs();
    this.busy("sink", elapsedMs - this.#flushingSinceMs);
    this.#flushingSinceMs = elapsedMs;
  }

  view(): MeterView {
    this.#countFlushing();
    const elapsedMs = this.#elapsedMs();
    const operator = (name: Operator) => ({
      perSecond: this.#ring.perSecond(name, elapsedMs),
      series: this.#ring.series(name, elapsedMs),
      busy: Math.min(1, this.#ring.perSecond(BUSY[name], elapsedMs) / 1_000),
    });
    const latency = (latencies: RecentLatencies) => {
      const p50Ms = latencies.quantile(0.5, elapsedMs);
      const p99Ms = latencies.quantile(0.99, elapsedMs);
      return p50Ms === null || p99Ms === null ? null : { p50Ms, p99Ms };
    };
    return {
      operators: {
        source: operator("source"),
        evaluation: operator("evaluation"),
        tiling: operator("tiling"),
        conversion: operator("conversion"),
        sink: operator("sink"),
      },
      freshness: latency(this.#freshness),
      putMs: latency(this.#puts),
      inFlight: this.#inFlight,
      bytesPerPut: this.#putCount === 0 ? null : this.#putBytes / this.#putCount,
      watermarks: this.#watermarks.samples,
      checkpoints: this.#checkpoints,
      late: this.#late,
    };
  }
}
