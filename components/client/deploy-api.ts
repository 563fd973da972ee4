import type { GroupBy } from "../../engine/src/group-by/group-by.ts";
import { type Json, stringifyJson } from "../../engine/src/schema/json.ts";
import type { Schema } from "../../engine/src/schema/schema.ts";
import type { JobSettings } from "../../engine/src/worker/protocol.ts";
import { askSignedIn } from "./ask-signed-in.ts";

export interface JobRequest extends JobSettings {
  readonly groupBy: string;
  /** Columns of the topic's events. */
  readonly schema: Schema;
}

/** What the page needs of a job's status. */
export interface JobAnswer {
  readonly id: string;
  readonly groupBy: string;
  readonly topic: string;
  readonly state: "waiting" | "running" | "stopping" | "stopped" | "failed";
  readonly message: string | null;
  readonly counts: { readonly events: number; readonly lateEvents: number };
}

export interface EventsAnswer {
  readonly appended: number;
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}

export interface FeatureRow {
  readonly status: string;
  readonly entityKeys: Readonly<Record<string, Json>>;
  readonly features?: Readonly<Record<string, Json>>;
  readonly warnings?: readonly string[];
  readonly error?: string;
}

/** The server of the studio, by its REST addresses. Names go into paths as they are typed, safely. */
export const deployApi = {
  putGroupBy: (name: string, groupBy: GroupBy): Promise<Json> =>
    askSignedIn("PUT", `/api/group-bys/${encodeURIComponent(name)}`, stringifyJson(groupBy)),

  async startJob(job: JobRequest): Promise<JobAnswer> {
    return (await askSignedIn("POST", "/api/jobs", stringifyJson(job))) as unknown as JobAnswer;
  },

  async job(id: string): Promise<JobAnswer> {
    return (await askSignedIn("GET", `/api/jobs/${encodeURIComponent(id)}`)) as unknown as JobAnswer;
  },

  async jobs(): Promise<readonly JobAnswer[]> {
    return ((await askSignedIn("GET", "/api/jobs")) as unknown as { jobs: readonly JobAnswer[] }).jobs;
  },

  stopJob: (id: string): Promise<Json> => askSignedIn("DELETE", `/api/jobs/${encodeURIComponent(id)}`),

  /** Makes the topic anew, empty, with one partition, so that the job sees the events in the order of the page's run. */
  async renewTopic(topic: string, schema: Schema): Promise<void> {
    const path = `/api/topics/${encodeURIComponent(topic)}`;
    await askSignedIn("DELETE", path);
    await askSignedIn("PUT", path, stringifyJson({ partitions: 1, schema }));
  },

  async sendEvents(topic: string, events: readonly Readonly<Record<string, Json>>[]): Promise<EventsAnswer> {
    const path = `/api/topics/${encodeURIComponent(topic)}/events`;
    const lines = events.map((event) => stringifyJson(event)).join("\n");
    return (await askSignedIn("POST", path, lines, "application/x-ndjson")) as unknown as EventsAnswer;
  },

  async fetchFeatures(
    name: string,
    keys: readonly Readonly<Record<string, Json>>[],
    atMillis: number,
  ): Promise<readonly FeatureRow[]> {
    const path = `/v1/features/groupby/${encodeURIComponent(name)}?atMillis=${Math.floor(atMillis)}`;
    const answer = (await askSignedIn("POST", path, stringifyJson(keys))) as { results?: readonly FeatureRow[] } | null;
    return answer?.results ?? [];
  },
};
