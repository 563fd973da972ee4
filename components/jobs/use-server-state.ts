import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { GroupBy, JobStatus } from "../../engine/src/index.ts";
import { jobsApi, type ServedGroupBy, type Stores } from "../client/jobs-api.ts";

const POLL_MS = 1_000;
const STORES_POLL_MS = 5_000;
const DEFINITION_STALE_MS = 30_000;

/** What the page knows of the server, asked again every second while the page is in view. */
export interface ServerState {
  /** Null before the first answer. */
  readonly jobs: readonly JobStatus[] | null;
  /** When the jobs were heard of. */
  readonly atMs: number;
  /** Why the last attempt failed; null while the server answers. What was known before stays. */
  readonly failure: string | null;
  /** Null where the server does not tell. */
  readonly serving: readonly ServedGroupBy[] | null;
  readonly stores: Stores | null;
  again(): void;
}

const polled = { retry: false, networkMode: "always", placeholderData: keepPreviousData } as const;

export function useServerState(): ServerState {
  const jobs = useQuery({ queryKey: ["jobs"], queryFn: jobsApi.jobs, refetchInterval: POLL_MS, ...polled });
  const failing = jobs.errorUpdatedAt > jobs.dataUpdatedAt;
  const serving = useQuery({
    queryKey: ["serving"],
    queryFn: jobsApi.serving,
    // A server without the address is not asked for it again.
    refetchInterval: (query) => (query.state.data === null ? false : POLL_MS),
    ...polled,
  });
  const stores = useQuery({
    queryKey: ["stores"],
    queryFn: jobsApi.stores,
    refetchInterval: (query) => (query.state.data === null ? false : STORES_POLL_MS),
    ...polled,
  });
  return {
    jobs: jobs.data ?? null,
    atMs: jobs.dataUpdatedAt,
    failure: failing ? (jobs.error?.message ?? "The server cannot be reached.") : null,
    serving: serving.data ?? null,
    stores: stores.data ?? null,
    again: () => void jobs.refetch(),
  };
}

/** The definition that a job runs; null while it is not known, and for a job that has ended: it may have changed since. */
export function useJobDefinition(job: JobStatus | null, active: boolean): GroupBy | null {
  const name = job?.groupBy ?? "";
  const { data } = useQuery({
    queryKey: ["group-by", name, job?.id],
    queryFn: () => jobsApi.groupBy(name),
    enabled: job !== null && active,
    staleTime: DEFINITION_STALE_MS,
    retry: false,
    networkMode: "always",
  });
  return active ? (data ?? null) : null;
}
