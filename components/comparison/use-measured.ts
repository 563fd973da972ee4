"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { CompareResult, EngineClient, EngineRequests, RunSummary } from "../playback/engine.ts";

type Question = Omit<EngineRequests["compare"]["request"], "runId" | "repetitions">;

export interface Measured {
  readonly result: CompareResult | null;
  /** Share done, 0 to 1, while measuring; else null. */
  readonly progress: number | null;
  readonly error: Error | null;
  measure(): void;
  cancel(): void;
}

/**
 * Measures the cost of a read: once when a run is there, then when asked to. Reading raw events many times over can
 * take seconds, so it does not follow the clock.
 */
export function useMeasured(
  client: EngineClient,
  run: RunSummary,
  question: Question | null,
  repetitions: number,
): Measured {
  const [state, setState] = useState<{
    readonly run: RunSummary;
    readonly result: CompareResult | null;
    readonly progress: number | null;
    readonly error: Error | null;
  } | null>(null);
  const controller = useRef<AbortController | null>(null);
  const asked = useRef(question);
  useEffect(() => {
    asked.current = question;
  });

  const measure = useCallback(() => {
    if (asked.current === null) return;
    controller.current?.abort();
    const own = new AbortController();
    controller.current = own;
    const report = (change: { result?: CompareResult; progress: number | null; error?: Error }) => {
      if (controller.current !== own) return;
      setState((before) => ({
        run,
        result: change.result ?? (before?.run === run ? before.result : null),
        progress: change.progress,
        error: change.error ?? null,
      }));
    };
    report({ progress: 0 });
    const onProgress = (done: number, total: number) => report({ progress: total > 0 ? done / total : 0 });
    client
      .call("compare", { runId: run.runId, ...asked.current, repetitions }, { signal: own.signal, onProgress })
      .then(
        (result) => report({ result, progress: null }),
        (error: unknown) =>
          report(
            own.signal.aborted
              ? { progress: null }
              : { progress: null, error: error instanceof Error ? error : new Error(String(error)) },
          ),
      );
  }, [client, run, repetitions]);

  const ready = question !== null;
  useEffect(() => {
    if (ready) measure();
    return () => {
      const before = controller.current;
      controller.current = null;
      before?.abort();
    };
  }, [ready, measure]);

  const own = state?.run === run ? state : null;
  return {
    result: own?.result ?? null,
    progress: own?.progress ?? null,
    error: own?.error ?? null,
    measure,
    cancel: () => controller.current?.abort(),
  };
}
