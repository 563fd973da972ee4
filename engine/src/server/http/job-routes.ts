import { z } from "zod";
import { MINUTE_MS, SECOND_MS } from "../../time/duration.ts";
import type { JobSettings } from "../../worker/protocol.ts";
import type { EngineHost } from "../engine-host.ts";
import type { Answer } from "./answer.ts";
import { parseBody, readJson, readText } from "./body.ts";
import { MAX_DEFINITION_BYTES } from "./limits.ts";
import { json } from "./respond.ts";
import type { RouteRequest } from "./route-request.ts";
import { schemaShape, shapeError } from "./topic-routes.ts";

const everyElement = { kind: "every-element" } as const;
const duration = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const jobShape = z.strictObject({
  groupBy: z.string().min(1),
  mode: z.enum(["tiled", "untiled"]).default("tiled"),
  trigger: z
    .union([
      z.literal("every-element"),
      z.strictObject({ kind: z.literal("every-element") }),
      z.strictObject({ kind: z.literal("buffered"), bufferMs: z.number().int().min(1) }),
    ])
    .default(everyElement),
  outOfOrdernessMs: duration.default(5 * MINUTE_MS),
  idlenessMs: duration.default(30 * SECOND_MS),
  tileSizeMs: z.number().int().min(1).optional(),
  schema: schemaShape.optional(),
  workers: z.number().int().min(1).max(64).default(1),
  savepoint: z.string().min(1).max(100).optional(),
});
const lateShape = z.strictObject({
  partition: z.coerce.number().int().min(0).default(0),
  from: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});
const savepointShape = z.strictObject({ stop: z.boolean().default(false) });

/** Starts a job on the topic of a GroupBy, from its beginning or from a savepoint. */
export async function startJob(host: EngineHost, request: RouteRequest): Promise<Answer> {
  const parsed = jobShape.safeParse(await readJson(request, MAX_DEFINITION_BYTES));
  if (!parsed.success) throw shapeError(parsed.error);
  const { groupBy, schema = null, workers, savepoint = null, trigger, tileSizeMs, ...rest } = parsed.data;
  const settings: JobSettings = {
    ...rest,
    trigger: trigger === "every-element" ? everyElement : trigger,
    ...(tileSizeMs !== undefined && { tileSizeMs }),
  };
  return json(await host.jobs.start({ groupBy, settings, schema, workers, savepoint }), 201);
}

export async function listJobs(host: EngineHost): Promise<Answer> {
  return json({ jobs: await host.jobs.all() });
}

export async function getJob(host: EngineHost, id: string): Promise<Answer> {
  return json(await host.jobs.status(id));
}

/** Saves the state of a job; with `{"stop": true}` the job ends there. The body may be empty. */
export async function createSavepoint(host: EngineHost, id: string, request: RouteRequest): Promise<Answer> {
  const text = await readText(request, MAX_DEFINITION_BYTES);
  const parsed = savepointShape.safeParse(text.trim() === "" ? {} : parseBody(text));
  if (!parsed.success) throw shapeError(parsed.error);
  const savepoint = await host.jobs.save(id, parsed.data.stop);
  return json(savepoint, savepoint.state === "complete" ? 201 : 202);
}

/** The late events of one partition of a job, by offset: `?partition=0&from=0&limit=100`. */
export async function lateEvents(host: EngineHost, id: string, request: RouteRequest): Promise<Answer> {
  const parsed = lateShape.safeParse(Object.fromEntries(request.query));
  if (!parsed.success) throw shapeError(parsed.error);
  const { partition, from, limit } = parsed.data;
  return json(await host.jobs.late(id, partition, from, limit));
}

export async function stopJob(host: EngineHost, id: string): Promise<Answer> {
  return json(await host.jobs.stop(id));
}
