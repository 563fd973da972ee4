import type {
  GroupBy,
  JobStatus,
  LatePage,
  SavepointStatus,
  ServingStatus,
  StoresStatus,
} from "../../engine/src/index.ts";
import { stringifyJson } from "../../engine/src/schema/json.ts";
import type { JobSettings } from "../../engine/src/worker/protocol.ts";
import { askServer } from "./ask-server.ts";

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

  late: (id: string, partition: number, from: number): Promise<LatePage> =>
    ask("GET", `${jobPath(id)}/late?partition=${partition}&from=${from}&limit=${LATE_PER_PAGE}`),

  groupBy: (name: string): Promise<GroupBy> => ask("GET", `/api/group-bys/${encodeURIComponent(name)}`),

  async serving(): Promise<readonly ServingStatus[]> {
    return (await ask<{ groupBys: readonly ServingStatus[] }>("GET", "/api/serving")).groupBys;
  },

  stores: (): Promise<StoresStatus> => ask("GET", "/api/stores"),

  /** Turns the server's token into a cookie of this browser, for as long as it is open. */
  async openSession(token: string): Promise<void> {
    await askServer("POST", "/api/session", undefined, undefined, { Authorization: `Bearer ${token}` });
  },
};
