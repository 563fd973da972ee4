import type { Plan } from "../group-by/plan.ts";
import type { Emission, SourceRecord } from "../operators/emission.ts";
import type { ProcessingTimeMs } from "../time/event-time.ts";
import type { JobSettings } from "../worker/protocol.ts";

/** Everything that a pipeline remembers, as plain data: structured-cloneable, JSON-able after `stringifyJson`. */
export interface PipelineState {
  readonly version: 1;
  /** Compared on restore: a state of another definition is refused, never mixed. */
  readonly fingerprint: string;
  readonly operators: Readonly<Record<string, unknown>>;
}

/** Watermark of one partition. */
export interface PartitionWatermark {
  readonly partition: number;
  readonly watermarkMs: number;
  readonly idle: boolean;
  readonly holds: boolean;
}

/**
 * A plan at work: source, expression evaluation, watermark, tiling (or not), Avro conversion. One record in, emissions
 * out, in one synchronous call. Nothing in it reads a clock.
 */
export interface Pipeline {
  readonly plan: Plan;
  readonly settings: JobSettings;
  /** Moves processing time first (timers fire), then takes the record. */
  push(record: SourceRecord, emit: (emission: Emission) => void): void;
  /** Moves processing time: due timers of the buffered trigger fire, silent partitions become idle. */
  advanceTo(processingMs: ProcessingTimeMs, emit: (emission: Emission) => void): void;
  watermarks(): { readonly watermarkMs: number; readonly partitions: readonly PartitionWatermark[] };
  openTiles(): number;
  snapshot(): PipelineState;
  /** Throws `TilescopeError` (`runtime/state-of-another-definition`) when the fingerprints differ. */
  restore(state: PipelineState): void;
}
