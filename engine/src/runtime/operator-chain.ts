import { TilescopeError } from "../errors.ts";
import type { Plan } from "../group-by/plan.ts";
import type { SourceRecord } from "../operators/emission.ts";
import { type EvaluatedEvent, ExpressionEvaluation } from "../operators/expression-evaluation.ts";
import type { Emit } from "../operators/operator.ts";
import type { Rejected } from "../operators/rejected.ts";
import { type SavedSource, Source } from "../operators/source.ts";
import { type SavedTiling, Tiling, type TilingOutput } from "../operators/tiling.ts";
import { type EventEmission, Untiled } from "../operators/untiled.ts";
import { type SavedWatermark, Watermark, type WatermarkAdvance } from "../operators/watermark.ts";
import { type ProcessingTimeMs, processingTime } from "../time/event-time.ts";
import type { JobSettings } from "../worker/protocol.ts";
import { fingerprint } from "./fingerprint.ts";
import { jobTileSizeMs, requireJobSettings } from "./job-settings.ts";
import { ALL_KEYS, type KeyShare, ownsKey } from "./key-share.ts";
import type { PartitionWatermark, PipelineState } from "./pipeline.ts";

/** What the operators hand on before Avro conversion. Tiles in it are live: valid during the call only. */
export type ChainOutput = Rejected | EventEmission | TilingOutput | WatermarkAdvance;

/** Where a record is on its way; named to who measures what each part costs. */
export type ChainStage = "evaluation" | "tiling" | "conversion";

export interface ChainOptions {
  /** Keys whose tiles and events this chain has. Records without a usable key are reported by share 0. */
  readonly share?: KeyShare;
  /** Called when a record enters a stage, in the same step. */
  readonly onStage?: (stage: ChainStage) => void;
}

interface SavedChain {
  readonly nowMs: number;
  readonly source: SavedSource;
  readonly watermark?: SavedWatermark;
  readonly tiling?: SavedTiling;
}

/**
 * The operators of a job, connected: source, expression evaluation, then watermark and tiling, or neither. It moves
 * their times in order and says in which step something happened, and converts nothing.
 */
export class OperatorChain {
  readonly plan: Plan;
  readonly settings: JobSettings;
  readonly #fingerprint: string;
  readonly #source: Source;
  readonly #evaluation: ExpressionEvaluation;
  readonly #untiled = new Untiled();
  readonly #watermark: Watermark | null;
  readonly #tiling: Tiling | null;
  readonly #partitions: number;
  readonly #share: KeyShare;
  readonly #onStage: ((stage: ChainStage) => void) | undefined;
  #nowMs = processingTime(Number.NEGATIVE_INFINITY);
  #emit: Emit<ChainOutput> = () => {};

  /** Throws `TilescopeError` (`job/invalid-settings`); check settings of a person with `checkJobSettings`. */
  constructor(plan: Plan, settings: JobSettings, partitions: number, { share = ALL_KEYS, onStage }: ChainOptions = {}) {
    requireJobSettings(settings, plan);
    this.#share = share;
    this.#onStage = onStage;
    this.plan = plan;
    this.settings = settings;
    this.#partitions = partitions;
    this.#fingerprint = fingerprint(plan, settings, partitions);
    this.#source = new Source(partitions);
    this.#evaluation = new ExpressionEvaluation(plan);
    const tiled = settings.mode === "tiled";
    const bufferMs = settings.trigger.kind === "buffered" ? settings.trigger.bufferMs : null;
    this.#watermark = tiled ? new Watermark(partitions, settings.outOfOrdernessMs, settings.idlenessMs) : null;
    this.#tiling = tiled ? new Tiling(plan.baseAggregator, jobTileSizeMs(plan, settings), bufferMs) : null;
  }

  /** Processing time of what is being emitted; never goes back. */
  get nowMs(): ProcessingTimeMs {
    return this.#nowMs;
  }

  get watermarkMs(): number {
    return this.#watermark?.watermarkMs ?? Number.NEGATIVE_INFINITY;
  }

  get openTiles(): number {
    return this.#tiling?.openTiles ?? 0;
  }

  push(record: SourceRecord, emit: Emit<ChainOutput>): void {
    this.advanceTo(record.processingMs, emit);
    const onTime = record.processingMs === this.#nowMs ? record : { ...record, processingMs: this.#nowMs };
    this.#onStage?.("evaluation");
    this.#source.onElement(onTime, this.#fromSource);
  }

  /** Fires timers and idleness in order of time, timers first where they are due together. */
  advanceTo(processingMs: ProcessingTimeMs, emit: Emit<ChainOutput>): void {
    this.#emit = emit;
    const fromMs = this.#nowMs;
    const targetMs = processingMs > fromMs ? processingMs : fromMs;
    if (this.#watermark !== null && this.#tiling !== null) {
      for (;;) {
        const timerMs = this.#tiling.nextTimerMs();
        const idleMs = this.#watermark.nextTimerMs();
        if (timerMs > targetMs && idleMs > targetMs) break;
        this.#nowMs = processingTime(Math.max(this.#nowMs, Math.min(timerMs, idleMs)));
        if (timerMs <= idleMs) this.#tiling.onProcessingTime(this.#nowMs, this.#fromTiling);
        else this.#watermark.onProcessingTime(this.#nowMs, this.#fromWatermark);
      }
      if (targetMs > fromMs) {
        this.#watermark.onProcessingTime(targetMs, this.#fromWatermark);
        this.#tiling.onProcessingTime(targetMs, this.#fromTiling);
      }
    }
    this.#nowMs = targetMs;
  }

  watermarks(): PartitionWatermark[] {
    const watermark = this.#watermark;
    if (watermark === null) return [];
    return Array.from({ length: this.#partitions }, (_, partition) => ({
      partition,
      ...watermark.partition(partition),
    }));
  }

  snapshot(): PipelineState {
    const operators: SavedChain = {
      nowMs: this.#nowMs,
      source: this.#source.snapshot(),
      ...(this.#watermark && { watermark: this.#watermark.snapshot() }),
      ...(this.#tiling && { tiling: this.#tiling.snapshot() }),
    };
    return { version: 1, fingerprint: this.#fingerprint, operators: { ...operators } };
  }

  /** Into a fresh chain. Throws `TilescopeError` (`runtime/state-of-another-definition`). */
  restore(state: PipelineState): void {
    if (state.fingerprint !== this.#fingerprint)
      throw new TilescopeError(
        "runtime/state-of-another-definition",
        `The saved state belongs to another definition of the job (${state.fingerprint}, expected ${this.#fingerprint}).`,
      );
    const saved = state.operators as unknown as SavedChain;
    this.#nowMs = processingTime(saved.nowMs);
    this.#source.restore(saved.source);
    if (saved.watermark !== undefined) this.#watermark?.restore(saved.watermark);
    if (saved.tiling !== undefined) this.#tiling?.restore(saved.tiling);
  }

  readonly #fromSource = (output: SourceRecord | Rejected): void => {
    if ("kind" in output) this.#reject(output);
    else this.#evaluation.onElement(output, this.#fromEvaluation);
  };

  readonly #fromEvaluation = (output: EvaluatedEvent | Rejected): void => {
    this.#onStage?.("tiling");
    if (output.kind !== "event") this.#reject(output);
    else if (this.#watermark === null) {
      if (ownsKey(this.#share, output.keyId)) this.#untiled.onElement(output, this.#fromTiling);
    } else this.#watermark.onElement(output, this.#fromWatermark);
  };

  readonly #fromWatermark = (output: EvaluatedEvent | WatermarkAdvance): void => {
    if (output.kind === "event") {
      if (ownsKey(this.#share, output.keyId)) this.#tiling?.onElement(output, this.#fromTiling);
    } else {
      this.#tiling?.onWatermark(output.watermarkMs, this.#fromTiling);
      this.#emit(output);
    }
  };

  /** What has no key belongs to every share; one of them says so. */
  #reject(rejected: Rejected): void {
    if (this.#share.index === 0) this.#emit(rejected);
  }

  readonly #fromTiling = (output: TilingOutput | EventEmission): void => this.#emit(output);
}
