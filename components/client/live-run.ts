import type { GroupBy } from "../../engine/src/group-by/group-by.ts";
import type { Schema } from "../../engine/src/schema/schema.ts";
import type { EngineClient, JobSettings, RunSummary } from "../../engine/src/worker/protocol.ts";
import { ServerError } from "./ask-server.ts";
import { type LiveJob, type LiveServer, pageServer } from "./live-server.ts";
import { PatientRetry } from "./patient-retry.ts";
import { TopicIntake } from "./topic-intake.ts";

/** What a timeline follows: the job of a GroupBy on the server, or a topic with a definition of the page. */
export type LiveSource =
  | { readonly kind: "job"; readonly groupBy: string }
  | {
      readonly kind: "topic";
      readonly topic: string;
      readonly schema: Schema;
      readonly groupBy: GroupBy;
      readonly settings: JobSettings;
    };

/** How a timeline that follows the server stands. */
export interface LiveState {
  readonly source: LiveSource;
  /** `lost`: the server does not answer, and is tried again. `failed`: it makes no sense to try again unasked. */
  readonly phase: "starting" | "following" | "lost" | "failed";
  /** Why it is lost or failed. */
  readonly message: string | null;
  /** The run so far; it stays in view when the server is lost. */
  readonly summary: RunSummary | null;
  /** Where the run goes on, by partition. */
  readonly offsets: readonly number[];
  /** What the server said last of its job; null before, and where no job is followed. */
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
  readonly source: LiveSource;
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
 * Follows a topic of the server: its records go through a definition in the page's engine, into a run that grows. For a
 * job these are the definition and the settings that it runs by. Goes on where it was after the server was away; begins anew when the topic
 * was made anew.
 */
export function followLive({ engine, source, server = pageServer, wait = sleep }: LiveOptions): LiveRun {
  let state: LiveState = { source, phase: "starting", message: null, summary: null, offsets: [], job: null };
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

  /** Definition, settings and topic of what is followed, and its job. */
  const find = async () => {
    if (source.kind === "topic") {
      const { groupBy: definition, settings, schema } = source;
      return { job: null, definition, settings, topic: { ...(await server.topic(source.topic)), schema } };
    }
    const job = await server.jobOf(source.groupBy);
    if (job === null) throw new Error(`The server runs no job of ${source.groupBy} now. Deploy it first.`);
    const [definition, topic] = await Promise.all([server.groupBy(job.groupBy), server.topic(job.topic)]);
    return { job, definition, settings: job.settings, topic };
  };

  const begin = async (): Promise<TopicIntake> => {
    const { job, definition, settings, topic } = await find();
    set({ job });
    return new TopicIntake({
      engine,
      definition,
      topic,
      settings,
      onRun: (summary, offsets) => set({ summary, offsets }),
      onFailure: (error) => stop(error),
      wait,
    });
  };

  /** What the job says, until the stream ends; a job that another has taken the place of ends it. */
  const watchJob = async ({ id, groupBy }: LiveJob, signal: AbortSignal) => {
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
    intake ??= await begin();
    const current = intake;
    const over = new AbortController();
    stop = (reason) => over.abort(reason);
    const signal = AbortSignal.any([closing.signal, over.signal]);
    if (state.job !== null) void watchJob(state.job, signal);
    try {
      for await (const message of server.follow(current.topic, current.place, signal)) {
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
