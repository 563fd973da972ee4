import { TilescopeError } from "../errors.ts";
import type { CallContext, EngineSessionOptions } from "./call-context.ts";
import { compareAnswers } from "./compare.ts";
import { compileDefinition } from "./compile.ts";
import { eventDetail } from "./event-detail.ts";
import { explainValue } from "./explain.ts";
import { fetchFeatures } from "./fetch.ts";
import { judge } from "./judge.ts";
import { LiveRun } from "./live-run.ts";
import type { EngineMethod, EngineRequests } from "./protocol.ts";
import { type Run, runStream } from "./run.ts";
import { valueSeries } from "./series.ts";
import { stateAt } from "./state.ts";
import { tablePage } from "./table.ts";
import { tileDetail } from "./tile-detail.ts";

const INSPECTED_ROWS = 200;

export interface EngineSession {
  call<M extends EngineMethod>(
    method: M,
    request: EngineRequests[M]["request"],
    context: CallContext,
  ): Promise<EngineRequests[M]["answer"]>;
}

type Handlers = {
  [M in EngineMethod]: (
    request: EngineRequests[M]["request"],
    context: CallContext,
  ) => EngineRequests[M]["answer"] | Promise<EngineRequests[M]["answer"]>;
};

/** The engine as the studio uses it: runs by id, and questions about them. The same code in a worker and in Node. */
export function createEngineSession(options: EngineSessionOptions): EngineSession {
  const runs = new Map<string, Run>();
  const liveRuns = new Map<string, LiveRun>();
  const find = (runId: string): Run => {
    const run = runs.get(runId);
    if (run === undefined)
      throw new TilescopeError("worker/unknown-run", `There is no run "${runId}". Run the cell again.`);
    return run;
  };
  const handlers: Handlers = {
    compile: (request) => compileDefinition(request, options),
    run: async (request, context) => {
      const run = await runStream(request, options, context);
      liveRuns.delete(request.runId);
      runs.set(request.runId, run);
      return run.summary;
    },
    follow: async (request, context) => {
      const live = await LiveRun.begin(request);
      const run = await live.append(request.records, options, context);
      runs.set(request.runId, run);
      liveRuns.set(request.runId, live);
      return run.summary;
    },
    append: async ({ runId, records }, context) => {
      find(runId);
      const live = liveRuns.get(runId);
      if (live === undefined)
        throw new TilescopeError("worker/not-live", `The run "${runId}" follows no topic, so it cannot grow.`);
      const run = await live.append(records, options, context);
      if (liveRuns.get(runId) === live) runs.set(runId, run);
      return run.summary;
    },
    state: (request) => stateAt(find(request.runId), request),
    tile: (request) => tileDetail(find(request.runId), request),
    event: (request) => eventDetail(find(request.runId), request),
    explain: (request) => explainValue(find(request.runId), request),
    compare: (request, context) => compareAnswers(find(request.runId), request, options, context),
    fetch: (request, context) => fetchFeatures(find(request.runId), request, options, context),
    judge: (request, context) => judge(find(request.runId), request, options, context),
    series: (request, context) => valueSeries(find(request.runId), request, options, context),
    table: (request) => tablePage(find(request.runId), request),
    inspectFile: (request) => options.readFile(request.fileName, request.bytes, INSPECTED_ROWS),
    dispose: (request) => {
      runs.delete(request.runId);
      liveRuns.delete(request.runId);
      return null;
    },
  };
  return { call: async (method, request, context) => handlers[method](request, context) };
}
