import type { GroupBy, JobStatus, LateEvent, SavepointStatus } from "../../engine/src/index.ts";
import { stringifyJson } from "../../engine/src/schema/json.ts";
import type { JobSettings } from "../../engine/src/worker/protocol.ts";
import { askServer, ServerError } from "./ask-server.ts";

/** How one GroupBy is being read from the server. Rates a second, latencies in ms, of the last minute. */
export interface ServedGroupBy {
  readonly groupBy: string;
  readonly requestsPerSecond: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export interface StoreState {
  readonly kind: "embedded" | "kafka" | "redis";
  readonly address: string;
  readonly state: "up" | "down";
}

/** Where the server keeps its log and its values. */
export interface Stores {
  readonly log: StoreState;
  readonly store: StoreState;
}

/** Late events of one partition by offset; `nextOffset` is `null` behind the last. */
export interface LatePage {
  readonly events: readonly LateEvent[];
  readonly nextOffset: number | null;
}

export interface StartRequest {
  readonly groupBy: string;
  readonly settings: JobSettings;
  readonly workers: number;
  /** `null`: from the beginning of the topic. */
  readonly savepoint: string | null;
}

const LATE_PER_PAGE = 100;
const jobPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}`;

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  return (await askServer(method, path, body === undefined ? undefined : stringifyJson(body))) as unknown as T;
}

/** Null where the server has no such address. */
async function askIfThere<T>(path: string): Promise<T | null> {
  try {
    return await ask<T>("GET", path);
  } catch (error) {
    if (error instanceof ServerError && error.status === 404) return null;
    throw error;
  }
}

/** What the Jobs page asks of the server. Everything throws `ServerError` with words for the person. */
export const jobsApi = {
  async jobs(): Promise<readonly JobStatus[]> {
    return (await ask<{ jobs: readonly JobStatus[] }>("GET", "/api/jobs")).jobs;
  },

  start: ({ groupBy, settings, workers, savepoint }: StartRequest): Promise<JobStatus> =>
    ask("POST", "/api/jobs", { groupBy, ...settings, workers, ...(savepoint !== null && { savepoint }) }),

  stop: (id: string): Promise<JobStatus> => ask("DELETE", jobPath(id)),

  savepoint: (id: string, stop: boolean): Promise<SavepointStatus> =>
    ask("POST", `${jobPath(id)}/savepoints`, { stop }),

  late: (id: string, partition: number, from: number): Promise<LatePage | null> =>
    askIfThere(`${jobPath(id)}/late?partition=${partition}&from=${from}&limit=${LATE_PER_PAGE}`),

  groupBy: (name: string): Promise<GroupBy | null> => askIfThere(`/api/group-bys/${encodeURIComponent(name)}`),

  async serving(): Promise<readonly ServedGroupBy[] | null> {
    return (await askIfThere<{ groupBys: readonly ServedGroupBy[] }>("/api/serving"))?.groupBys ?? null;
  },

  stores: (): Promise<Stores | null> => askIfThere("/api/stores"),
};
