import type { GroupBy } from "../../engine/src/group-by/group-by.ts";
import { type Json, parseJson, stringifyJson } from "../../engine/src/schema/json.ts";
import type { Schema } from "../../engine/src/schema/schema.ts";
import type { JobSettings } from "../../engine/src/worker/protocol.ts";

/** What went wrong with a request to the server, in words for the person. */
export class DeployError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "DeployError";
    this.status = status;
  }
}

async function messageOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error, message } = JSON.parse(text) as { error?: { message?: string } | string; message?: string };
    const said = message ?? (typeof error === "string" ? error : error?.message);
    if (said !== undefined) return said;
  } catch {
    // Not JSON: a page of the server or of something before it.
  }
  return response.status === 404
    ? "This server has no such address. Start Tilescope with its API."
    : `The server answered ${response.status}.`;
}

async function ask(method: string, path: string, body: string, type = "application/json"): Promise<Json> {
  let response: Response;
  try {
    response = await fetch(path, { method, headers: { "Content-Type": type }, body });
  } catch {
    throw new DeployError(0, "The server cannot be reached.");
  }
  if (!response.ok) throw new DeployError(response.status, await messageOf(response));
  const text = await response.text();
  return text === "" ? null : parseJson(text);
}

export interface JobRequest extends JobSettings {
  readonly groupBy: string;
  /** Columns of the topic's events. */
  readonly schema: Schema;
}

export interface FeatureRow {
  readonly status: string;
  readonly entityKeys: Readonly<Record<string, Json>>;
  readonly features?: Readonly<Record<string, Json>>;
  readonly error?: string;
}

/** The server of the studio, by its REST addresses. Names go into paths as they are typed, safely. */
export const deployApi = {
  putGroupBy: (name: string, groupBy: GroupBy): Promise<Json> =>
    ask("PUT", `/api/group-bys/${encodeURIComponent(name)}`, stringifyJson(groupBy)),

  startJob: (job: JobRequest): Promise<Json> => ask("POST", "/api/jobs", stringifyJson(job)),

  sendEvents: (topic: string, events: readonly Readonly<Record<string, Json>>[]): Promise<Json> =>
    ask(
      "POST",
      `/api/topics/${encodeURIComponent(topic)}/events`,
      events.map((event) => stringifyJson(event)).join("\n"),
      "application/x-ndjson",
    ),

  async fetchFeatures(
    name: string,
    keys: readonly Readonly<Record<string, Json>>[],
    atMillis: number,
  ): Promise<readonly FeatureRow[]> {
    const path = `/v1/features/groupby/${encodeURIComponent(name)}?atMillis=${Math.floor(atMillis)}`;
    const answer = (await ask("POST", path, stringifyJson(keys))) as { results?: readonly FeatureRow[] } | null;
    return answer?.results ?? [];
  },
};
