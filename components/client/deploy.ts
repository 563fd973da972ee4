import type { GroupBy } from "../../engine/src/group-by/group-by.ts";
import type { Json } from "../../engine/src/schema/json.ts";
import type { EngineClient, EngineRequests } from "../../engine/src/worker/protocol.ts";
import { ServerError } from "./ask-server.ts";
import { deployApi } from "./deploy-api.ts";
import { type Deployment, rememberDeployment } from "./deployments.ts";

const EVENTS_PER_REQUEST = 5_000;
const POLL_MS = 250;

/** How far a deployment has come. */
export interface DeployProgress {
  readonly step: "definition" | "events" | "job" | "catching-up";
  readonly done: number;
  readonly total: number;
}

export interface DeployRequest {
  readonly name: string;
  readonly run: Omit<EngineRequests["run"]["request"], "runId">;
  readonly onProgress: (progress: DeployProgress) => void;
  readonly signal: AbortSignal;
}

/**
 * Puts a definition and its stream on the server: stores the definition, sends the events in order of arrival to a topic made
 * anew, starts the job and waits until it has taken them all. The events are those of the page's own run.
 */
export async function deploy(engine: EngineClient, request: DeployRequest): Promise<Deployment> {
  const { name, run, onProgress, signal } = request;
  const groupBy: GroupBy = { ...run.groupBy, metaData: { ...run.groupBy.metaData, name } };
  const { topic } = run.stream;
  const checkCancelled = () => {
    if (signal.aborted)
      throw new ServerError(0, "The deployment was cancelled; what the server has so far stays there.");
  };

  onProgress({ step: "definition", done: 0, total: 1 });
  for (const job of await deployApi.jobs())
    if ((job.groupBy === name || job.topic === topic) && ["waiting", "running", "stopping"].includes(job.state))
      await deployApi.stopJob(job.id);
  await deployApi.putGroupBy(name, groupBy);

  const runId = `deploy ${name}`;
  const summary = await engine.call("run", { runId, ...run }, { signal });
  const total = summary.trace.steps;
  try {
    // The events of a live topic are there already, and stay.
    if (run.stream.kind !== "live") await deployApi.renewTopic(topic, summary.sourceSchema);
    for (let offset = 0; offset < total; offset += EVENTS_PER_REQUEST) {
      checkCancelled();
      onProgress({ step: "events", done: offset, total });
      const events = await eventsOf(engine, runId, offset, summary.sourceSchema.length);
      const { rejected } = await deployApi.sendEvents(topic, events);
      const [first] = rejected;
      if (first !== undefined)
        throw new ServerError(422, `The server refused event ${offset + first.index}: ${first.reason}`);
    }
  } finally {
    await engine.call("dispose", { runId });
  }

  checkCancelled();
  onProgress({ step: "job", done: 0, total: 1 });
  const { id } = await deployApi.startJob({ groupBy: name, ...run.settings, schema: summary.sourceSchema });
  for (;;) {
    const { state, message, counts } = await deployApi.job(id);
    if (state === "failed") throw new ServerError(500, message ?? "The job failed.");
    onProgress({ step: "catching-up", done: counts.events, total });
    if (counts.events >= total) break;
    checkCancelled();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const deployment = { groupBy: name, jobId: id, events: total };
  rememberDeployment(deployment);
  return deployment;
}

/** Raw events of a run by arrival; the table holds the source's columns last. */
async function eventsOf(engine: EngineClient, runId: string, offset: number, width: number) {
  const page = await engine.call("table", { runId, table: "events", offset, limit: EVENTS_PER_REQUEST });
  const columns = page.columns.slice(-width).map((column) => column.name);
  return page.rows.map((row): Record<string, Json> => {
    const values = row.slice(-width);
    return Object.fromEntries(columns.map((column, i) => [column, values[i] ?? null]));
  });
}
