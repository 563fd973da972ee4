import type { GroupBy } from "../../engine/src/group-by/group-by.ts";
import type { Schema } from "../../engine/src/schema/schema.ts";
import type { JobSettings } from "../../engine/src/worker/protocol.ts";
import { askSignedIn } from "./ask-signed-in.ts";
import { followTopic, type TopicMessage, type TopicPlace } from "./topic-stream.ts";

/** What a live timeline needs of a job's status. */
export interface LiveJob {
  readonly id: string;
  readonly groupBy: string;
  readonly topic: string;
  readonly state: "waiting" | "running" | "stopping" | "stopped" | "failed";
  readonly message: string | null;
  readonly settings: JobSettings;
  readonly startedMs: number;
  readonly counts: {
    readonly events: number;
    readonly writes: number;
    readonly lateEvents: number;
    readonly filtered: number;
    readonly invalid: number;
  };
  readonly watermarkMs: number | null;
  readonly partitions: readonly { readonly partition: number; readonly offset: number; readonly lag: number }[];
}

export interface LiveTopic {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly endOffset: number }[];
  readonly schema: Schema | null;
}

/** The server as a live timeline asks it. Everything rejects with `ServerError`. */
export interface LiveServer {
  /** The newest job of a GroupBy that is not stopped; null when there is none. */
  jobOf(groupBy: string): Promise<LiveJob | null>;
  job(id: string): Promise<LiveJob>;
  groupBy(name: string): Promise<GroupBy>;
  topic(name: string): Promise<LiveTopic>;
  follow(topic: string, place: TopicPlace, signal: AbortSignal): AsyncIterable<TopicMessage>;
}

async function ask<T>(path: string): Promise<T> {
  return (await askSignedIn("GET", path)) as unknown as T;
}

const named = (folder: string, name: string) => `/api/${folder}/${encodeURIComponent(name)}`;

/** The server of the page. */
export const pageServer: LiveServer = {
  async jobOf(groupBy) {
    const { jobs } = await ask<{ readonly jobs: readonly LiveJob[] }>("/api/jobs");
    const own = jobs.filter((job) => job.groupBy === groupBy && !["stopped", "stopping"].includes(job.state));
    return own.reduce<LiveJob | null>(
      (newest, job) => (job.startedMs >= (newest?.startedMs ?? 0) ? job : newest),
      null,
    );
  },
  job: (id) => ask(named("jobs", id)),
  groupBy: (name) => ask(named("group-bys", name)),
  topic: (name) => ask(named("topics", name)),
  follow: followTopic,
};
