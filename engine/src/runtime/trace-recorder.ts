import type { Plan } from "../group-by/plan.ts";
import type { SourceRecord } from "../operators/emission.ts";
import type { EvaluatedEvent } from "../operators/expression-evaluation.ts";
import { keyText } from "../operators/key-text.ts";
import type { OpenTile } from "../operators/open-tile.ts";
import type { Row } from "../schema/value.ts";
import type { JobSettings } from "../worker/protocol.ts";
import { float64Column, int32Column } from "./growable-column.ts";
import { jobTileSizeMs } from "./job-settings.ts";
import { type ChainOutput, OperatorChain } from "./operator-chain.ts";
import type { PipelineState } from "./pipeline.ts";
import { firstSteps, grown, type StepColumns, stepColumns } from "./step-columns.ts";
import { Outcome, type Trace } from "./trace.ts";

/** A recorded run, with what it takes to go back to any of its steps. */
export interface RecordedRun {
  readonly plan: Plan;
  readonly settings: JobSettings;
  readonly partitions: number;
  readonly records: readonly SourceRecord[];
  readonly trace: Trace;
  /** State before step `trace.checkpointSteps[i]`. They share what did not change between them. */
  readonly checkpoints: readonly PipelineState[];
  /** The first few invalid records. */
  readonly problems: readonly TraceProblem[];
}

export interface TraceProblem {
  readonly step: number;
  readonly code: `${string}/${string}`;
  readonly reason: string;
}

const KEPT_PROBLEMS = 20;
/** Aimed at when nothing else is said: between 50 and 100 checkpoints in a run of any length. */
const CHECKPOINTS_PER_RUN = 64;
/** A recording that is extended drops every second checkpoint when it has so many. */
const MOST_CHECKPOINTS = 2 * CHECKPOINTS_PER_RUN;
/** A checkpoint lists every open tile, so there is at most one for this share of them in events. */
const OPEN_TILES_PER_EVENT = 8;

/**
 * Runs records through a job and writes down what became of each, in columns. It is driven in slices, so that a worker
 * can answer other messages between them; nothing it writes depends on how the run was sliced.
 */
export class TraceRecorder {
  readonly #chain: OperatorChain;
  #records: readonly SourceRecord[];
  readonly #partitions: number;
  #checkpointEvery: number;
  /** May be longer than the steps. */
  #columns: StepColumns;
  readonly #keyIndexes = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #keyEvents = int32Column();
  readonly #tiles = {
    keyIndex: int32Column(),
    startMs: float64Column(),
    endMs: float64Column(),
    events: int32Column(),
    firstStep: int32Column(),
    lastStep: int32Column(),
    closedStep: int32Column(),
  };
  readonly #writes = {
    step: int32Column(),
    tileIndex: int32Column(),
    processingMs: float64Column(),
    events: int32Column(),
  };
  #checkpoints: PipelineState[] = [];
  #checkpointSteps: number[] = [];
  readonly #problems: TraceProblem[] = [];
  #nextCheckpointStep = 0;
  #step = 0;

  /** `checkpointEvery` in steps. Records are in order of arrival, their offsets from 0 in each partition. */
  constructor(
    plan: Plan,
    settings: JobSettings,
    records: readonly SourceRecord[],
    partitions: number,
    checkpointEvery?: number,
  ) {
    this.#partitions = partitions;
    this.#chain = new OperatorChain(plan, settings, partitions);
    this.#records = records;
    const steps = records.length;
    this.#checkpointEvery = checkpointEvery ?? Math.max(1, Math.ceil(steps / CHECKPOINTS_PER_RUN));
    this.#columns = stepColumns(steps);
  }

  /**
   * Records that follow, in order of arrival. What was returned before stays as it was. Checkpoints get sparser as the
   * recording grows, so that their number stays bounded.
   */
  extend(records: readonly SourceRecord[]): void {
    this.#records = [...this.#records, ...records];
    this.#checkpointEvery = Math.max(this.#checkpointEvery, Math.ceil(this.#records.length / MOST_CHECKPOINTS));
    const capacity = this.#columns.outcome.length;
    if (this.#records.length > capacity)
      this.#columns = grown(this.#columns, Math.max(this.#records.length, 2 * capacity));
    while (this.#checkpoints.length > MOST_CHECKPOINTS) {
      this.#checkpoints = this.#checkpoints.filter((_, i) => i % 2 === 0);
      this.#checkpointSteps = this.#checkpointSteps.filter((_, i) => i % 2 === 0);
      this.#checkpointEvery *= 2;
    }
  }

  /** Takes up to `limit` more records. Returns how many steps are done. */
  advance(limit: number): number {
    const end = Math.min(this.#step + limit, this.#records.length);
    for (; this.#step < end; this.#step++) {
      const step = this.#step;
      const record = this.#records[step] as SourceRecord;
      if (step >= this.#nextCheckpointStep) this.#checkpoint(step);
      this.#columns.partition[step] = record.partition;
      this.#chain.push(record, this.#onOutput);
      this.#columns.processingMs[step] = this.#chain.nowMs;
      this.#columns.watermarkMs[step] = this.#chain.watermarkMs;
    }
    return end;
  }

  /** Takes the records that are left and returns the whole. */
  finish(): RecordedRun {
    this.advance(this.#records.length);
    const { plan, settings } = this.#chain;
    return {
      plan,
      settings,
      partitions: this.#partitions,
      records: this.#records,
      trace: this.#trace(),
      checkpoints: this.#checkpoints,
      problems: [...this.#problems],
    };
  }

  #trace(): Trace {
    const tiles = this.#tiles;
    const writes = this.#writes;
    return {
      steps: this.#step,
      ...firstSteps(this.#columns, this.#step),
      keys: [...this.#keys],
      keyEvents: this.#keyEvents.toArray(),
      tiles: {
        count: tiles.startMs.length,
        keyIndex: tiles.keyIndex.toArray(),
        startMs: tiles.startMs.toArray(),
        endMs: tiles.endMs.toArray(),
        events: tiles.events.toArray(),
        firstStep: tiles.firstStep.toArray(),
        lastStep: tiles.lastStep.toArray(),
        closedStep: tiles.closedStep.toArray(),
      },
      writes: {
        count: writes.step.length,
        step: writes.step.toArray(),
        tileIndex: writes.tileIndex.toArray(),
        processingMs: writes.processingMs.toArray(),
        events: writes.events.toArray(),
      },
      checkpointSteps: Int32Array.from(this.#checkpointSteps),
      tileSizeMs: jobTileSizeMs(this.#chain.plan, this.#chain.settings),
    };
  }

  readonly #onOutput = (output: ChainOutput): void => {
    const step = this.#step;
    switch (output.kind) {
      case "added":
        this.#added(output.tile, output.event, output.first);
        break;
      case "fired":
        this.#write(output.tile.serial, output.tile.events);
        break;
      case "closed":
        this.#tiles.closedStep.set(output.tile.serial, step);
        break;
      case "event":
        this.#take(output.timeMs, this.#keyIndex(output.keyId, output.key), Outcome.onTime);
        this.#write(-1, 1);
        break;
      case "late":
        this.#take(output.event.timeMs, this.#keyIndex(output.event.keyId, output.event.key), Outcome.dropped);
        break;
      case "filtered":
        this.#columns.outcome[step] = Outcome.filtered;
        break;
      case "invalid":
        this.#columns.outcome[step] = Outcome.invalid;
        if (this.#problems.length < KEPT_PROBLEMS)
          this.#problems.push({ step, code: output.code, reason: output.reason });
        break;
      case "watermark":
        break;
    }
  };

  #added({ serial, startMs, endMs }: OpenTile, event: EvaluatedEvent, first: boolean): void {
    const tiles = this.#tiles;
    const step = this.#step;
    if (first) {
      tiles.keyIndex.push(this.#keyIndex(event.keyId, event.key));
      tiles.startMs.push(startMs);
      tiles.endMs.push(endMs);
      tiles.events.push(0);
      tiles.firstStep.push(step);
      tiles.lastStep.push(step);
      tiles.closedStep.push(-1);
    }
    tiles.events.set(serial, tiles.events.get(serial) + 1);
    tiles.lastStep.set(serial, step);
    this.#columns.tileIndex[step] = serial;
    const late = event.timeMs <= this.#chain.watermarkMs;
    this.#take(event.timeMs, tiles.keyIndex.get(serial), late ? Outcome.lateMerged : Outcome.onTime);
  }

  #take(timeMs: number, keyIndex: number, outcome: Outcome): void {
    this.#columns.eventMs[this.#step] = timeMs;
    this.#columns.keyIndex[this.#step] = keyIndex;
    this.#columns.outcome[this.#step] = outcome;
    this.#keyEvents.set(keyIndex, this.#keyEvents.get(keyIndex) + 1);
  }

  #keyIndex(keyId: string, key: Row): number {
    const known = this.#keyIndexes.get(keyId);
    if (known !== undefined) return known;
    const index = this.#keys.length;
    this.#keyIndexes.set(keyId, index);
    this.#keys.push(keyText(key));
    this.#keyEvents.push(0);
    return index;
  }

  #write(tileIndex: number, events: number): void {
    this.#writes.step.push(this.#step);
    this.#writes.tileIndex.push(tileIndex);
    this.#writes.processingMs.push(this.#chain.nowMs);
    this.#writes.events.push(events);
  }

  #checkpoint(step: number): void {
    this.#checkpoints.push(this.#chain.snapshot());
    this.#checkpointSteps.push(step);
    const spacing = Math.max(this.#checkpointEvery, Math.floor(this.#chain.openTiles / OPEN_TILES_PER_EVENT));
    this.#nextCheckpointStep = step + spacing;
  }
}
