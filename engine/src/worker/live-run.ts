import { TilescopeError } from "../errors.ts";
import type { Plan } from "../group-by/plan.ts";
import type { SourceRecord } from "../operators/emission.ts";
import { checkJobSettings } from "../runtime/job-settings.ts";
import { TraceRecorder } from "../runtime/trace-recorder.ts";
import type { Schema } from "../schema/schema.ts";
import { processingTime } from "../time/event-time.ts";
import { type CallContext, type EngineSessionOptions, pause } from "./call-context.ts";
import { planOf } from "./compile.ts";
import { decodeLiveRecord, schemaOfRecords } from "./decode-live-record.ts";
import { orThrow } from "./definition-error.ts";
import type { LiveFacts, LiveRecord } from "./live-protocol.ts";
import type { EngineRequests, JobSettings } from "./protocol.ts";
import { type Run, runOf } from "./run.ts";
import { type LiveEvent, shiftOfStream } from "./shift-of-stream.ts";

const SLICE = 8_192;
const KEEP_STEPS = 200_000;

/**
 * A run over the records of a topic that goes on: the same operators and the same recording as of a simulated run, taken
 * up again with every batch. When it has a quarter more steps than it keeps, it starts anew from the newest of them.
 */
export class LiveRun {
  readonly #runId: string;
  readonly #plan: Plan;
  readonly #schema: Schema;
  readonly #settings: JobSettings;
  readonly #partitions: number;
  readonly #keepSteps: number;
  readonly #nextOffsets: number[];
  #recorder: TraceRecorder;
  #records: SourceRecord[] = [];
  #problem: string | null = null;
  #received = 0;
  #leftOut = 0;
  #undecodable = 0;
  #shiftMs: number | null = null;

  private constructor(request: EngineRequests["follow"]["request"], schema: Schema, plan: Plan) {
    const { runId, settings, partitions, keepSteps = KEEP_STEPS } = request;
    this.#runId = runId;
    this.#plan = plan;
    this.#schema = schema;
    this.#settings = settings;
    this.#partitions = partitions;
    this.#keepSteps = Math.max(1, keepSteps);
    this.#nextOffsets = new Array<number>(partitions).fill(0);
    this.#recorder = this.#newRecorder();
  }

  /** A run without records yet. Throws `DefinitionError` and `live/no-columns`. */
  static async begin(request: EngineRequests["follow"]["request"]): Promise<LiveRun> {
    const schema = request.schema ?? schemaOfRecords(request.records);
    if (schema.length === 0)
      throw new TilescopeError(
        "live/no-columns",
        "The topic has no declared columns and holds no event yet to learn them from. Declare them, or append an event.",
      );
    const { plan } = await planOf(request.groupBy, schema);
    orThrow(checkJobSettings(request.settings, plan), "job/invalid-settings", "The job cannot run");
    return new LiveRun(request, schema, plan);
  }

  /** Takes records in the order in which the server's job takes them. What was returned before stays as it was. */
  async append(batch: readonly LiveRecord[], options: EngineSessionOptions, context: CallContext): Promise<Run> {
    const startedMs = options.nowMs();
    const added = this.#decoded(batch);
    if (this.#records.length + added.length > this.#keepSteps * 1.25) this.#keepNewest(added);
    else {
      this.#recorder.extend(added);
      this.#records = [...this.#records, ...added];
    }
    const steps = this.#records.length;
    for (let done = this.#recorder.advance(SLICE); done < steps; done = this.#recorder.advance(SLICE)) {
      context.onProgress(done, steps, "events");
      await pause(options, context);
    }
    const run = runOf(this.#settings, this.#recorder.finish(), {
      runId: this.#runId,
      schema: this.#schema,
      problems: [],
      ...(this.#leftOut > 0 && { originalIndex: this.#originalIndex() }),
    });
    return { ...run, summary: { ...run.summary, live: this.#facts(), runMs: options.nowMs() - startedMs } };
  }

  #facts(): LiveFacts {
    return {
      received: this.#received,
      leftOut: this.#leftOut,
      undecodable: this.#undecodable,
      problem: this.#problem,
      shiftMs: this.#shiftMs ?? 0,
    };
  }

  #newRecorder(): TraceRecorder {
    return new TraceRecorder(this.#plan, this.#settings, [], this.#partitions);
  }

  /** Events of a batch, numbered and timed. A record that was taken before is left out. */
  #decoded(batch: readonly LiveRecord[]): SourceRecord[] {
    const decoded: LiveEvent[] = [];
    for (const record of batch) {
      const { partition, offset } = record;
      if (offset < (this.#nextOffsets[partition] ?? Number.POSITIVE_INFINITY)) continue;
      this.#nextOffsets[partition] = offset + 1;
      this.#received++;
      const row = decodeLiveRecord(record, this.#schema);
      if (row.ok) decoded.push({ record, row: row.value });
      else {
        this.#undecodable++;
        this.#problem ??= `Partition ${partition}, offset ${offset}: ${row.diagnostics[0]?.message ?? ""}`;
      }
    }
    this.#shiftMs ??= shiftOfStream(this.#plan, decoded);
    const shiftMs = this.#shiftMs ?? 0;
    return decoded.map(({ record: { partition, offset, appendedMs }, row }, i) => ({
      index: this.#records.length + i,
      partition,
      offset,
      processingMs: processingTime(appendedMs - shiftMs),
      row,
    }));
  }

  #keepNewest(added: readonly SourceRecord[]): void {
    const all = [...this.#records, ...added];
    this.#leftOut += all.length - this.#keepSteps;
    this.#records = all.slice(-this.#keepSteps).map((record, index) => ({ ...record, index }));
    this.#recorder = this.#newRecorder();
    this.#recorder.extend(this.#records);
  }

  #originalIndex(): Uint32Array {
    return Uint32Array.from(this.#records, (_, i) => this.#leftOut + i);
  }
}
