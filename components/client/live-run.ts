import type { EngineClient, RunSummary } from "../../engine/src/worker/protocol.ts";
import { ServerError } from "./ask-server.ts";
import { type LiveJob, type LiveServer, pageServer } from "./live-server.ts";
import { PatientRetry } from "./patient-retry.ts";
import { TopicIntake } from "./topic-intake.ts";

/** How a timeline that follows a job of the server stands. */
export interface LiveState {
  readonly groupBy: string;
  /** `lost`: the server does not answer, and is tried again. `failed`: it makes no sense to try again unasked. */
  readonly phase: "starting" | "following" | "lost" | "failed";
  /** Why it is lost or failed. */
  readonly message: string | null;
  /** The run so far; it stays in view when the server is lost. */
  readonly summary: RunSummary | null;
  /** Where the run goes on, by partition. */
  readonly offsets: readonly number[];
  /** What the server said last of its job. */
  readonly job: LiveJob | null;
}

export interface LiveRun {
  get(): LiveState;
  subscribe(listener: () => void): () => void;
  /** Tries a lost server now, and begins again where it failed. */
  retry(): void;
  /** Ends it and frees the run in the engine. */
  close(): void;
}

interface LiveOptions {
  readonly engine: EngineClient;
  readonly groupBy: string;
  /** Absent: the server of the page. */
  readonly server?: LiveServer;
  /** Waits between two updates of the picture, and before trying again; a test's are shorter. */
  readonly wait?: (ms: number) => Promise<void>;
}

const JOB_EVERY_MS = 1_000;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const codeOf = (error: unknown) => (error as { code?: string }).code ?? "";
/** The engine was ended and started anew, and its runs are gone: begin again. */
const ENGINE_LOST = new Set(["worker/unknown-run", "worker/closed", "worker/not-live"]);

/** Thrown where the topic is not the one that was followed. */
const BEGIN_ANEW = new Error("The topic was made anew.");

/**
 * Follows the job of a GroupBy on the server: the records of its topic go through the same definition and settings in
 * the page's engine, into a run that grows. Goes on where it was after the server was away; begins anew when the topic
 * was made anew.
 */
export function followJob({ engine, groupBy, server = pageServer, wait = sleep }: LiveOptions): LiveRun {
  let state: LiveState = { groupBy, phase: "starting", message: null, summary: null, offsets: [], job: null };
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  const retry = new PatientRetry(wait);
  let intake: TopicIntake | null = null;

  const set = (change: Partial<LiveState>) => {
    if (closing.signal.aborted) return;
    state = { ...state, ...change };
    for (const listener of [...listeners]) listener();
  };

  /** Ends the stream at hand; what it ends with is thrown where it is read. */
  let stop: (reason: unknown) => void = () => undefined;

  const begin = async (): Promise<{ readonly intake: TopicIntake; readonly job: LiveJob }> => {
    const job = await server.jobOf(groupBy);
    if (job === null) throw new Error(`The server runs no job of ${groupBy} now. Deploy it first.`);
    const [definition, topic] = await Promise.all([server.groupBy(job.groupBy), server.topic(job.topic)]);
    const made = new TopicIntake({
      engine,
      definition,
      topic,
      settings: job.settings,
      onRun: (summary, offsets) => set({ summary, offsets }),
      onFailure: (error) => stop(error),
      wait,
    });
    return { intake: made, job };
  };

  /** What the job says, until the stream ends; a job that another has taken the place of ends it. */
  const watchJob = async (id: string, signal: AbortSignal) => {
    while (!signal.aborted) {
      const job = await server.job(id).catch(() => null);
      const successor = job?.state === "stopped" ? await server.jobOf(groupBy).catch(() => null) : null;
      if (signal.aborted) return;
      if (successor !== null && successor.id !== id) return stop(BEGIN_ANEW);
      if (job !== null) set({ job });
      await wait(JOB_EVERY_MS);
    }
  };

  /** Follows until something ends it, and throws what. */
  const followOnce = async () => {
    let { job } = state;
    if (intake === null || job === null) {
      const begun = await begin();
      intake = begun.intake;
      job = begun.job;
      set({ job });
    }
    const current = intake;
    const over = new AbortController();
    stop = (reason) => over.abort(reason);
    const signal = AbortSignal.any([closing.signal, over.signal]);
    void watchJob(job.id, signal);
    try {
      for await (const message of server.follow(job.topic, current.place, signal)) {
        set({ phase: "following", message: null });
        retry.succeeded();
        if (message.type === "failed") throw new Error(message.reason);
        if (message.type === "gone") throw BEGIN_ANEW;
        await current.take(message);
      }
      throw signal.aborted ? signal.reason : new Error("The server ended the stream.");
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      over.abort();
    }
  };

  const forget = () => {
    intake?.close();
    intake = null;
    set({ job: null });
  };

  const work = async () => {
    while (!closing.signal.aborted) {
      try {
        await followOnce();
      } catch (error) {
        if (closing.signal.aborted) return;
        const code = codeOf(error);
        if (error === BEGIN_ANEW || ENGINE_LOST.has(code)) {
          forget();
          set({ phase: "starting" });
          continue;
        }
        // What the engine refuses, it refuses again; a topic that is not there as it was is not gone on with.
        const isFinal = code !== "";
        if (isFinal || (error instanceof ServerError && error.status >= 400 && error.status < 500)) forget();
        const message = error instanceof Error ? error.message : String(error);
        set({ phase: isFinal ? "failed" : "lost", message });
        await (isFinal ? retry.whenAsked() : retry.pause());
      }
    }
  };
  void work();

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retry() {
      set({ phase: "starting" });
      retry.now();
    },
    close() {
      closing.abort();
      listeners.clear();
      retry.now();
      intake?.close();
    },
  };
}
