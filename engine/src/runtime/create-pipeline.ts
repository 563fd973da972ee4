import type { Plan } from "../group-by/plan.ts";
import { AvroConversion } from "../operators/avro-conversion.ts";
import type { Emission, SourceRecord } from "../operators/emission.ts";
import type { Emit } from "../operators/operator.ts";
import type { ProcessingTimeMs } from "../time/event-time.ts";
import type { JobSettings } from "../worker/protocol.ts";
import { jobTileSizeMs } from "./job-settings.ts";
import { type ChainOptions, type ChainOutput, OperatorChain } from "./operator-chain.ts";
import type { Pipeline, PipelineState } from "./pipeline.ts";

/** A chain with Avro conversion behind it: its outputs become emissions. */
class ConvertingPipeline implements Pipeline {
  readonly plan: Plan;
  readonly settings: JobSettings;
  readonly #chain: OperatorChain;
  readonly #conversion: AvroConversion;
  readonly #onStage: ChainOptions["onStage"];
  #emit: Emit<Emission> = () => {};

  constructor(chain: OperatorChain, onStage?: ChainOptions["onStage"]) {
    this.plan = chain.plan;
    this.settings = chain.settings;
    this.#chain = chain;
    this.#onStage = onStage;
    this.#conversion = new AvroConversion(chain.plan, jobTileSizeMs(chain.plan, chain.settings));
  }

  push(record: SourceRecord, emit: Emit<Emission>): void {
    this.#emit = emit;
    this.#chain.push(record, this.#onOutput);
  }

  advanceTo(processingMs: ProcessingTimeMs, emit: Emit<Emission>): void {
    this.#emit = emit;
    this.#chain.advanceTo(processingMs, this.#onOutput);
  }

  watermarks(): ReturnType<Pipeline["watermarks"]> {
    return { watermarkMs: this.#chain.watermarkMs, partitions: this.#chain.watermarks() };
  }

  openTiles(): number {
    return this.#chain.openTiles;
  }

  snapshot(): PipelineState {
    return this.#chain.snapshot();
  }

  restore(state: PipelineState): void {
    this.#chain.restore(state);
  }

  readonly #onOutput = (output: ChainOutput): void => {
    switch (output.kind) {
      case "added":
        break;
      case "fired": {
        this.#onStage?.("conversion");
        const { tile, cause, isComplete } = output;
        const { key, keyId, startMs, endMs, ir, events, latestMs } = tile;
        this.#emit({ kind: "tile", key, keyId, startMs, endMs, ir, events, latestMs, isComplete, cause });
        this.#conversion.onElement(output, this.#emit);
        this.#onStage?.("tiling");
        break;
      }
      case "closed":
        this.#emit({
          kind: "closed",
          keyId: output.tile.keyId,
          startMs: output.tile.startMs,
          endMs: output.tile.endMs,
        });
        break;
      case "late": {
        const { event, startMs, endMs, watermarkMs } = output;
        const { key, keyId, timeMs, inputs } = event;
        this.#emit({ kind: "late", key, keyId, timeMs, inputs, startMs, endMs, watermarkMs });
        break;
      }
      case "event":
        this.#onStage?.("conversion");
        this.#emit(output);
        this.#conversion.onElement(output, this.#emit);
        break;
      default:
        this.#emit(output);
    }
  };
}

/** The pipeline of a chain that may have run already. */
export const pipelineOf = (chain: OperatorChain): Pipeline => new ConvertingPipeline(chain);

export interface PipelineOptions extends ChainOptions {
  readonly partitions: number;
}

/**
 * Puts a plan to work on `partitions` partitions. Throws `TilescopeError` (`job/invalid-settings`); check what a person
 * chose with `checkJobSettings` before.
 */
export function createPipeline(plan: Plan, settings: JobSettings, options: PipelineOptions): Pipeline {
  return new ConvertingPipeline(new OperatorChain(plan, settings, options.partitions, options), options.onStage);
}
