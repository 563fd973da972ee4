import { z } from "zod";
import type { EngineHost } from "../engine-host.ts";
import type { Answer } from "./answer.ts";
import { parseBody, readText } from "./body.ts";
import { MAX_DEFINITION_BYTES } from "./limits.ts";
import { json } from "./respond.ts";
import type { RouteRequest } from "./route-request.ts";
import { shapeError } from "./topic-routes.ts";

const uploadShape = z.strictObject({
  endDs: z.iso.date().nullable().default(null),
  daily: z.boolean().default(false),
});

/**
 * Uploads what the topic of a GroupBy holds up to the end of a day: `{"endDs": "2026-01-31", "daily": true}`, both optional.
 * The day is yesterday where none is given.
 */
export async function createUpload(host: EngineHost, name: string, request: RouteRequest): Promise<Answer> {
  const text = await readText(request, MAX_DEFINITION_BYTES);
  const parsed = uploadShape.safeParse(text.trim() === "" ? {} : parseBody(text));
  if (!parsed.success) throw shapeError(parsed.error);
  const { batchEndMs, keys, daily } = await host.uploads.upload({ groupBy: name, ...parsed.data });
  return json({ groupBy: name, batchEndMs, keys, daily }, 201);
}

/** The upload that counts now, if there is one: `{"uploads": [{batchEndMs, keys, uploadedMs, daily}]}`. */
export function listUploads(host: EngineHost, name: string): Answer {
  host.catalog.groupBy(name);
  const record = host.uploads.of(name);
  if (record === null) return json({ uploads: [] });
  const { batchEndMs, keys, uploadedMs, daily } = record;
  return json({ uploads: [{ batchEndMs, keys, uploadedMs, daily }] });
}
