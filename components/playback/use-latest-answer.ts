"use client";

import { useEffect, useRef, useState } from "react";
import { type LatestRequest, latestRequest } from "./latest-request.ts";

export interface LatestAnswer<Answer> {
  /** The latest answer, perhaps to an earlier question; null before the first. */
  readonly answer: Answer | null;
  /** True while the answer shown is not the one to the current question. */
  readonly stale: boolean;
  /** Why the latest question failed; null when it did not. */
  readonly error: Error | null;
}

export interface AnswerOptions {
  readonly delayMs?: number;
  /** True: a newer question calls off the one under way. */
  readonly callOff?: boolean;
  /** Changes when answers so far no longer count, as after a new run. */
  readonly epoch?: unknown;
}

interface Kept<Answer> {
  readonly epoch: unknown;
  readonly id: string;
  readonly answer: Answer | null;
  readonly error: Error | null;
}

const after = (delayMs: number, then: () => void) => {
  const id = setTimeout(then, delayMs);
  return () => clearTimeout(id);
};

/**
 * Asks whenever the request changes (by its JSON); null asks nothing. The last answer stays until the next. `ask` must
 * be the same function from render to render.
 */
export function useLatestAnswer<Request, Answer>(
  ask: (request: Request, signal: AbortSignal) => Promise<Answer>,
  request: Request | null,
  { delayMs = 60, callOff = false, epoch = null }: AnswerOptions = {},
): LatestAnswer<Answer> {
  const [kept, setKept] = useState<Kept<Answer> | null>(null);
  const asker = useRef<LatestRequest<{ readonly id: string; readonly request: Request }> | null>(null);
  const id = request === null ? "" : JSON.stringify(request);

  useEffect(() => {
    const latest = latestRequest<{ readonly id: string; readonly request: Request }, Answer>({
      call: (asked, signal) => ask(asked.request, signal),
      onAnswer: (asked, answer) => setKept({ epoch, id: asked.id, answer, error: null }),
      onError: (asked, error) =>
        setKept((before) => ({
          epoch,
          id: asked.id,
          answer: before !== null && before.epoch === epoch ? before.answer : null,
          error: error instanceof Error ? error : new Error(String(error)),
        })),
      delayMs,
      callOff,
      after,
    });
    asker.current = latest;
    return () => latest.dispose();
  }, [ask, delayMs, callOff, epoch]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `id` stands for the request by value, and a new asker asks again
  useEffect(() => {
    if (request !== null) asker.current?.ask({ id, request });
  }, [id, ask, delayMs, callOff, epoch]);

  const current = kept !== null && kept.epoch === epoch && request !== null ? kept : null;
  return {
    answer: current?.answer ?? null,
    stale: request !== null && current?.id !== id,
    error: current?.error ?? null,
  };
}
