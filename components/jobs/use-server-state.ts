import { type QueryFunctionContext, useQuery } from "@tanstack/react-query";
import type { GroupBy, JobStatus, ServingStatus, StoresStatus } from "../../engine/src/index.ts";
import { ServerError } from "../client/ask-server.ts";
import { jobsApi } from "../client/jobs-api.ts";

const POLL_MS = 1_000;
const STORES_POLL_MS = 5_000;
const DEFINITION_STALE_MS = 30_000;

/** What was heard of the jobs, and whether the last attempt failed. */
interface Heard {
  /** Null before the first answer. */
  readonly jobs: readonly JobStatus[] | null;
  /** When the server last answered; 0: never. */
  readonly atMs: number;
  /** Why it did not answer just now; null: it did. */
  readonly failure: string | null;
  readonly needsToken: boolean;
}

/** What the page knows of the server, asked again every second while the page is in view. */
export interface ServerState extends Heard {
  /** Null before the first answer, as are the stores. */
  readonly serving: readonly ServingStatus[] | null;
  readonly stores: StoresStatus | null;
  again(): void;
}

const SILENCE: Heard = { jobs: null, atMs: 0, failure: null, needsToken: false };
const polled = { retry: false, networkMode: "always" } as const;

/** A failure is an answer too: it stays until the next one, beside what was known before. */
async function hear({ client }: QueryFunctionContext): Promise<Heard> {
  try {
    return { jobs: await jobsApi.jobs(), atMs: Date.now(), failure: null, needsToken: false };
  } catch (error) {
    const before = client.getQueryData<Heard>(["jobs"]) ?? SILENCE;
    const failure = error instanceof Error ? error.message : String(error);
    return { ...before, failure, needsToken: error instanceof ServerError && error.status === 401 };
  }
}

export function useServerState(): ServerState {
  const heard = useQuery({ queryKey: ["jobs"], queryFn: hear, refetchInterval: POLL_MS, ...polled });
  const serving = useQuery({ queryKey: ["serving"], queryFn: jobsApi.serving, refetchInterval: POLL_MS, ...polled });
  const stores = useQuery({
    queryKey: ["stores"],
    queryFn: jobsApi.stores,
    refetchInterval: STORES_POLL_MS,
    ...polled,
  });
  return {
    ...(heard.data ?? SILENCE),
    serving: serving.data ?? null,
    stores: stores.data ?? null,
    again: () => void heard.refetch(),
  };
}

/** The definition that a job runs; null while it is not known, and for a job that has ended: it may have changed since. */
export function useJobDefinition(job: JobStatus, active: boolean): GroupBy | null {
  const { data } = useQuery({
    queryKey: ["group-by", job.groupBy, job.id],
    queryFn: () => jobsApi.groupBy(job.groupBy),
    enabled: active,
    staleTime: DEFINITION_STALE_MS,
    ...polled,
  });
  return active ? (data ?? null) : null;
}
