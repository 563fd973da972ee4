import type { Plan } from "../group-by/plan.ts";
import { checkJobSettings } from "../runtime/job-settings.ts";
import { type RecordedRun, recordTrace } from "../runtime/record-trace.ts";
import { Outcome, type Trace } from "../runtime/trace.ts";
import type { Schema } from "../schema/schema.ts";
import { createEvents } from "../simulation/create-events.ts";
import { validateStream } from "../simulation/validate-stream.ts";
import { keyCodec, tileCodec } from "../tile/index.ts";
import type { CallContext, EngineSessionOptions } from "./call-context.ts";
import { pause } from "./call-context.ts";
import { featureSummaries, irSchemaText, planOf } from "./compile.ts";
import { orThrow } from "./definition-error.ts";
import { type Grouped, groupBy } from "./grouped.ts";
import { RunHistory } from "./key-history.ts";
import type { EngineRequests, JobSettings, RunSummary } from "./protocol.ts";
import { TileIrs } from "./tile-irs.ts";

const SLICE = 8_192;

/** A recorded run and what answers questions about it. */
export interface Run {
  readonly plan: Plan;
  readonly settings: JobSettings;
  readonly recorded: RecordedRun;
  readonly trace: Trace;
  readonly history: RunHistory;
  readonly tileIrs: TileIrs;
  readonly tilesByKey: Grouped;
  readonly lateSteps: Int32Array;
  readonly codecs: { readonly tile: ReturnType<typeof tileCodec>; readonly key: ReturnType<typeof keyCodec> };
  readonly summary: RunSummary;
}

function counts(trace: Trace): RunSummary["counts"] {
  const byOutcome = [0, 0, 0, 0, 0];
  for (const outcome of trace.outcome) byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
  return {
    events: trace.steps,
    tiles: trace.tiles.count,
    emissions: trace.writes.count,
    lateEvents: byOutcome[Outcome.dropped] ?? 0,
    filtered: byOutcome[Outcome.filtered] ?? 0,
    invalid: byOutcome[Outcome.invalid] ?? 0,
  };
}

/** Simulates a stream through a job and records every step. Long runs report progress and can be cancelled. */
export async function runStream(
  request: EngineRequests["run"]["request"],
  options: EngineSessionOptions,
  context: CallContext,
): Promise<Run> {
  const startedMs = options.nowMs();
  const stream = orThrow(validateStream(request.stream), "stream/invalid", "The stream cannot run");
  const rows =
    stream.kind === "file" && request.file !== undefined
      ? (await options.readFile(stream.fileName, request.file, Number.MAX_SAFE_INTEGER)).rows
      : undefined;
  const { schema, records, originalIndex, partitions, problems } = createEvents(stream, request.edits, rows);
  const { plan } = await planOf(request.groupBy, schema);
  const settings = orThrow(checkJobSettings(request.settings, plan), "job/invalid-settings", "The job cannot run");
  const recording = recordTrace(plan, settings, records, { partitions });
  for (let done = recording.advance(SLICE); done < records.length; done = recording.advance(SLICE)) {
    context.onProgress(done, records.length, "events");
    await pause(options, context);
  }
  const facts = { runId: request.runId, schema, problems, originalIndex };
  const run = runOf(request.settings, recording.finish(), facts);
  return { ...run, summary: { ...run.summary, runMs: options.nowMs() - startedMs } };
}

interface RunFacts {
  readonly runId: string;
  readonly schema: Schema;
  readonly problems: RunSummary["problems"];
  readonly originalIndex?: Uint32Array;
}

/** What answers questions about a recording. */
export function runOf(settings: JobSettings, recorded: RecordedRun, facts: RunFacts): Run {
  const { plan, trace, records } = recorded;
  const { runId, schema, problems, originalIndex } = facts;
  const history = new RunHistory(plan, records, trace);
  const dropped: number[] = [];
  trace.outcome.forEach((outcome, step) => {
    if (outcome === Outcome.dropped) dropped.push(step);
  });
  return {
    plan,
    settings,
    recorded,
    trace,
    history,
    tileIrs: new TileIrs(plan, trace, history),
    tilesByKey: groupBy(trace.tiles.keyIndex, trace.keys.length),
    lateSteps: Int32Array.from(dropped),
    codecs: { tile: tileCodec(plan), key: keyCodec(plan) },
    summary: {
      runId,
      trace,
      features: featureSummaries(plan),
      sourceSchema: schema,
      ...(originalIndex !== undefined && { originalIndex }),
      irSchema: irSchemaText(plan),
      counts: counts(trace),
      problems: [...problems, ...recorded.problems].slice(0, 100),
      runMs: 0,
    },
  };
}
