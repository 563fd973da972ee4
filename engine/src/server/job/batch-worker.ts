import type { Checked } from "../../errors.ts";
import type { Plan } from "../../group-by/plan.ts";
import type { Emission } from "../../operators/emission.ts";
import { StoreSink } from "../../operators/sink.ts";
import type { DeadLetter } from "../../ports/dead-letters.ts";
import type { LogRecord } from "../../ports/log.ts";
import { createPipeline } from "../../runtime/create-pipeline.ts";
import type { KeyShare } from "../../runtime/key-share.ts";
import type { PartitionWatermark, Pipeline } from "../../runtime/pipeline.ts";
import { pushRecords } from "../../runtime/push-records.ts";
import type { Row } from "../../schema/value.ts";
import { processingTime } from "../../time/event-time.ts";
import type { JobSettings } from "../../worker/protocol.ts";
import { createEventDecoder, type EventDecoder } from "../events/event-decoder.ts";
import type { JobCheckpoint, JobCounts } from "./checkpoint-format.ts";
import { JobFeed } from "./job-feed.ts";
import { JobMeters } from "./job-meters.ts";
import type { JobParts } from "./job-parts.ts";
import { lateEvent, latePut } from "./late-output.ts";
import type { Patience } from "./patience.ts";
import { repeatablePut } from "./repeatable-put.ts";

const MAX_PROBLEMS = 100;

const UNDECODABLE = "source/undecodable";

const errorCounter = (code: string) =>
  code === UNDECODABLE
    ? "deserialization_errors"
    : code.startsWith("expression/")
      ? "spark_expr_eval_errors"
      : "event_processing_error";

export interface Problem {
  /** -1: of no single record. */
  readonly partition: number;
  readonly offset: number;
  readonly reason: string;
}

/** Takes batches of records through the pipeline into the store, and knows how far it is. */
export class BatchWorker {
  readonly meters: JobMeters;
  readonly #plan: Plan;
  readonly #settings: JobSettings;
  readonly #decodeEvent: EventDecoder;
  readonly #share: KeyShare;
  readonly #parts: JobParts;
  readonly #patience: Patience;
  readonly #pipeline: Pipeline;
  readonly #sink: StoreSink;
  readonly #feed: JobFeed;
  readonly #counts = { events: 0, writes: 0, lateEvents: 0, filtered: 0, invalid: 0 };
  readonly #problems: Problem[] = [];
  /** Undecodable records of the batch at hand. */
  #letters: DeadLetter[] = [];
  readonly #offsets: number[];
  /** Sum of the offsets: grows with every record, and is the same for all workers that are equally far. */
  #position = 0;
  #nowMs: number | null = null;

  constructor(
    plan: Plan,
    settings: JobSettings,
    partitions: number,
    share: KeyShare,
    parts: JobParts,
    patience: Patience,
  ) {
    this.#plan = plan;
    this.#settings = settings;
    this.#share = share;
    this.#parts = parts;
    this.#patience = patience;
    this.#decodeEvent = parts.decode ?? createEventDecoder({ kind: "json" });
    this.meters = new JobMeters(() => parts.timers.elapsedMs());
    this.#pipeline = createPipeline(plan, settings, { partitions, share, onStage: this.meters.stages.enter });
    this.#sink = new StoreSink(parts.store, { onUnstorable: (_request, error) => this.#problem(null, error.message) });
    this.#feed = new JobFeed(plan, parts.feed);
    this.#offsets = new Array(partitions).fill(0);
  }

  /** Next offset of each partition as far as the pipeline has taken it. */
  get offsets(): readonly number[] {
    return this.#offsets;
  }

  /** Processing time of the pipeline in ms; `null` before it has one. */
  get nowMs(): number | null {
    return this.#nowMs;
  }

  get counts(): JobCounts {
    return { ...this.#counts };
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  get openTiles(): number {
    return this.#pipeline.openTiles();
  }

  watermarks(): { readonly watermarkMs: number; readonly partitions: readonly PartitionWatermark[] } {
    return this.#pipeline.watermarks();
  }

  snapshot(journalId: number): JobCheckpoint {
    const state = this.#pipeline.snapshot();
    return { offsets: [...this.#offsets], nowMs: this.#nowMs, counts: this.counts, journalId, state };
  }

  /** Into a fresh worker. Throws `runtime/state-of-another-definition`. */
  restore({ offsets, nowMs, counts, state }: JobCheckpoint): void {
    this.#pipeline.restore(state);
    for (const [partition, offset] of offsets.entries()) this.#offsets[partition] = offset;
    this.#position = offsets.reduce((sum, offset) => sum + offset, 0);
    this.#nowMs = nowMs;
    Object.assign(this.#counts, counts);
  }

  push(records: readonly LogRecord[]): void {
    const { timers, metrics } = this.#parts;
    const startedMs = timers.elapsedMs();
    const rejected = this.#counts.invalid + this.#counts.filtered;
    const { lateEvents: late, writes } = this.#counts;
    this.meters.stages.begin();
    pushRecords(
      this.#pipeline,
      records,
      this.#counts.events,
      (record) => this.#decode(record),
      (emission, record) => this.#take(emission, record),
    );
    this.meters.stages.end();
    this.#counts.events += records.length;
    const evaluated = records.length - (this.#counts.invalid + this.#counts.filtered - rejected);
    this.meters.pushed(timers.elapsedMs() - startedMs);
    this.meters.passed("source", records.length);
    this.meters.passed("evaluation", evaluated);
    this.meters.passed("tiling", evaluated - (this.#counts.lateEvents - late));
    this.meters.passed("conversion", this.#counts.writes - writes);
    metrics.count("records", records.length);
  }

  /** Moves processing time. True when that made something to store. */
  advanceTo(nowMs: number): boolean {
    this.#nowMs = Math.max(this.#nowMs ?? nowMs, nowMs);
    const { writes } = this.#counts;
    this.#pipeline.advanceTo(processingTime(this.#nowMs), this.#takeTimed);
    this.meters.passed("conversion", this.#counts.writes - writes);
    return this.#sink.waiting > 0;
  }

  /** Waits for the store as long as it takes: the log keeps what is not written yet. `records` become servable by it. */
  async flush(records: readonly LogRecord[]): Promise<void> {
    const { timers, metrics, clock, feed } = this.#parts;
    await this.#sendLetters();
    const puts = this.#sink.waiting;
    const startedMs = timers.elapsedMs();
    this.meters.flushing(puts);
    await this.#patience.until("The store", () => this.#sink.flush());
    const ms = timers.elapsedMs() - startedMs;
    this.meters.flushed(ms, puts);
    if (puts > 0) metrics.observe("multiput_time", ms);
    metrics.count("kvstore_writer_successes", puts);
    const { trigger } = this.#settings;
    const delayMs = trigger.kind === "buffered" ? trigger.bufferMs : 0;
    const nowMs = clock.now();
    for (let from = 0, to = 1; from < records.length; from = to++) {
      const appendedMs = records[from]?.appendedMs ?? nowMs;
      while (records[to]?.appendedMs === appendedMs) to++;
      const freshMs = Math.max(0, nowMs - appendedMs) + delayMs;
      this.meters.servable(freshMs, to - from);
      metrics.observe("event_created_to_sink_time", freshMs, to - from);
    }
    feed.notify();
  }

  async #sendLetters(): Promise<void> {
    const letters = this.#letters;
    this.#letters = [];
    const { deadLetters } = this.#parts;
    if (deadLetters !== null && letters.length > 0)
      await this.#patience.until("The log of undecodable records", () => deadLetters.put(letters));
  }

  #decode(record: LogRecord): Checked<Row> {
    this.meters.stages.enter("source");
    const row = this.#decodeEvent(record.value, this.#plan.sourceSchema);
    // Tiles whose time comes before the record are written without it, so under the position before it.
    if (row.ok) this.#pipeline.advanceTo(processingTime(record.appendedMs), this.#takeTimed);
    this.#position += record.offset + 1 - (this.#offsets[record.partition] ?? 0);
    this.#offsets[record.partition] = record.offset + 1;
    this.#nowMs = Math.max(this.#nowMs ?? record.appendedMs, record.appendedMs);
    return row;
  }

  /** What a timer causes belongs to no record. */
  readonly #takeTimed = (emission: Emission): void => this.#take(emission, null);

  #take(emission: Emission, record: LogRecord | null): void {
    const { metrics } = this.#parts;
    switch (emission.kind) {
      case "put": {
        const request = repeatablePut(emission.request, record, this.#offsets.length, this.#position);
        this.#sink.accept({ kind: "put", request });
        this.#counts.writes++;
        this.meters.put(request.valueBytes.length);
        break;
      }
      case "late":
        this.#counts.lateEvents++;
        metrics.count("tiling_late_events", 1);
        if (record !== null) {
          const late = lateEvent(this.#plan, emission, record);
          this.#sink.accept({ kind: "put", request: { ...latePut(this.#plan, late), version: this.#position } });
          this.meters.late(late);
        }
        break;
      case "filtered":
        this.#counts.filtered++;
        metrics.count("filtered", 1);
        break;
      case "invalid": {
        // What cannot be decoded has no key, so every worker meets it; the first reports it.
        if (emission.code === UNDECODABLE && this.#share.index > 0) return;
        this.#problem(record, emission.reason);
        if (emission.code === UNDECODABLE && record !== null) this.#letters.push({ record, reason: emission.reason });
        metrics.count(errorCounter(emission.code), 1);
        break;
      }
    }
    this.#feed.take(emission);
  }

  #problem(record: LogRecord | null, reason: string): void {
    this.#counts.invalid++;
    if (this.#problems.length >= MAX_PROBLEMS) return;
    this.#problems.push({ partition: record?.partition ?? -1, offset: record?.offset ?? -1, reason });
  }
}
