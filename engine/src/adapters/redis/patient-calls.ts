import { TilescopeError } from "../../errors.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import type { RedisConnection } from "./redis-connection.ts";
import type { CompleteRedisSettings } from "./redis-settings.ts";

/** `again`: an earlier try of this command may have been carried out. */
export type Command<T> = (again: boolean) => Promise<T>;
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: TilescopeError };

/** The port that the calls are of, as codes of its failures begin. */
export type Area = "kv-store" | "checkpoint-store" | "locks";

/** Sends commands with a time limit, retries and a circuit breaker. */
export interface PatientCalls {
  /**
   * One outcome per command, in order. Rejects with `<area>/unavailable` when none of them was answered in time, or at
   * once while the server is known not to answer. What was not answered may have been carried out all the same.
   */
  all<T>(doing: "read" | "write", commands: readonly Command<T>[]): Promise<Outcome<T>[]>;
  one<T>(doing: "read" | "write", command: Command<T>): Promise<T>;
}

const FIRST_DELAY_MS = 25;
/** Replies that say: later, or elsewhere. */
const TRANSIENT = /^(LOADING|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|READONLY|MOVED|ASK|BUSY|NOREPLICAS)\b/;
const TIMED_OUT = Symbol("timed out");

export function createPatientCalls(
  connection: RedisConnection,
  settings: CompleteRedisSettings,
  area: Area,
): PatientCalls {
  const { clock, timeoutMs, retries } = settings;
  const breaker = createCircuitBreaker(clock, settings.failuresToOpen, settings.openMs);

  function unavailable(why: string, cause?: unknown): TilescopeError {
    return new TilescopeError(`${area}/unavailable`, `Redis at ${connection.address} ${why}`, cause);
  }

  async function all<T>(doing: "read" | "write", commands: readonly Command<T>[]): Promise<Outcome<T>[]> {
    if (commands.length === 0) return [];
    if (!breaker.allows())
      throw unavailable("did not answer the last calls; none is sent for a moment", connection.lastError());
    const outcomes: (Outcome<T> | undefined)[] = commands.map(() => undefined);
    const deadline = createDeadline(timeoutMs);
    let pending = commands.map((_, i) => i);
    let cause: unknown;

    /** Sends what is pending and resolves to what failed in a way that may pass, or was not answered in time. */
    async function attemptAll(again: boolean): Promise<number[]> {
      let isOver = false;
      const unanswered = new Set(pending);
      const failed: number[] = [];
      const send = async (i: number): Promise<void> => {
        let outcome: Outcome<T> | null = null;
        try {
          outcome = { ok: true, value: await (commands[i] as Command<T>)(again) };
        } catch (error) {
          if (!isTransient(error)) outcome = { ok: false, error: refusal(area, doing, error) };
          else if (!isOver) cause = error;
        }
        if (isOver) return;
        unanswered.delete(i);
        if (outcome === null) failed.push(i);
        else outcomes[i] = outcome;
      };
      const answers = connection.together(() => pending.map(send));
      await deadline.race(Promise.all(answers));
      isOver = true;
      return [...failed, ...unanswered];
    }

    try {
      for (let attempt = 0; pending.length > 0; attempt++) {
        if ((await deadline.race(connection.ready())) === TIMED_OUT) break;
        const failed = await attemptAll(attempt > 0);
        pending = failed;
        if (pending.length === 0 || attempt >= retries || deadline.isOver()) break;
        if ((await deadline.race(wait(FIRST_DELAY_MS * 2 ** attempt))) === TIMED_OUT) break;
      }
    } catch (error) {
      // Connecting to a node of a cluster failed.
      cause = error;
    } finally {
      deadline.end();
    }
    if (pending.length === 0) {
      breaker.succeeded();
      return outcomes.map((outcome) => outcome ?? { ok: false, error: unavailable("gave no answer") });
    }
    breaker.failed();
    // A server that is silent may hold commands that are obsolete by the time it reads them.
    if (deadline.isOver()) connection.reset();
    const reason = cause ?? connection.lastError();
    const error = unavailable(`did not answer within ${timeoutMs} ms${because(reason)}`, reason);
    if (pending.length === commands.length) throw error;
    return outcomes.map((outcome) => outcome ?? { ok: false, error });
  }

  return {
    all,
    async one(doing, command) {
      const [outcome] = await all(doing, [command]);
      if (outcome === undefined) throw unavailable("gave no answer");
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    },
  };
}

/** Replies are errors of the server; everything else is one of the way to it. */
function isTransient(error: unknown): boolean {
  return !(error instanceof Error) || error.name !== "ReplyError" || TRANSIENT.test(error.message);
}

/** What the connection met, such as a password that is refused. */
function because(reason: unknown): string {
  return reason instanceof Error && reason.message !== "" ? `: ${reason.message}` : "";
}

function refusal(area: Area, doing: "read" | "write", cause: unknown): TilescopeError {
  const text = cause instanceof Error ? cause.message : String(cause);
  if (text.startsWith("OOM"))
    return new TilescopeError(`${area}/disk-full`, `Redis has no memory left: ${text}`, cause);
  if (text.includes("WRONGTYPE"))
    return new TilescopeError(`${area}/corrupt`, `A key holds something that is not ours: ${text}`, cause);
  return new TilescopeError(`${area}/${doing}-failed`, `Redis refused: ${text}`, cause);
}

interface Deadline {
  race<T>(promise: Promise<T>): Promise<T | typeof TIMED_OUT>;
  isOver(): boolean;
  end(): void;
}

function createDeadline(ms: number): Deadline {
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(() => {
      over = true;
      resolve(TIMED_OUT);
    }, ms);
  });
  return {
    async race(promise) {
      promise.catch(() => undefined);
      return Promise.race([promise, passed]);
    },
    isOver: () => over,
    end: () => clearTimeout(timer),
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
