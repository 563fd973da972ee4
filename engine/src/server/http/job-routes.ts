import { z } from "zod";
import { MINUTE_MS, SECOND_MS } from "../../time/duration.ts";
import type { JobSettings } from "../../worker/protocol.ts";
import type { EngineHost } from "../engine-host.ts";
import { MAX_DEFINITION_BYTES, readJson } from "./body.ts";
import { json } from "./respond.ts";
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
});

/** Starts a job on the topic of a GroupBy, from its beginning. */
export async function startJob(host: EngineHost, request: Request): Promise<Response> {
  const parsed = jobShape.safeParse(await readJson(request, MAX_DEFINITION_BYTES));
  if (!parsed.success) throw shapeError(parsed.error);
  const { groupBy, schema, trigger, tileSizeMs, ...rest } = parsed.data;
  const settings: JobSettings = {
    ...rest,
    trigger: trigger === "every-element" ? everyElement : trigger,
    ...(tileSizeMs !== undefined && { tileSizeMs }),
  };
  return json(await host.startJob(groupBy, settings, schema ?? null), 201);
}

export function listJobs(host: EngineHost): Response {
  return json({ jobs: host.jobs() });
}

export function getJob(host: EngineHost, id: string): Response {
  return json(host.jobStatus(id));
}

export async function stopJob(host: EngineHost, id: string): Promise<Response> {
  return json(await host.stopJob(id));
}
