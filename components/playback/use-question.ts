"use client";

import { useEffect, useState } from "react";
import type { RunSummary, Trace } from "./engine.ts";
import { stepAt } from "./playhead.ts";
import { runTimes, type ViewState } from "./view-reducer.ts";
import { useViewStore } from "./view-state.tsx";

/** The moment that the engine is asked about: last step taken, and query time in ms. */
export interface Question {
  readonly step: number;
  readonly queryMs: number;
}

/** While playing, what asks the engine and shows words moves eight times a second; only the picture moves with every frame. */
const PLAYING_MS = 120;

function questionOf(view: ViewState, runId: string, trace: Trace, fixedMs: number | null): Question {
  if (fixedMs !== null) return { step: stepAt(trace, fixedMs), queryMs: fixedMs };
  const { clockMs, queryMs } = runTimes(view, { runId, trace });
  return { step: stepAt(trace, clockMs), queryMs };
}

/** The moment at the run's clock, or a fixed one with what had arrived by then. */
export function useQuestion({ runId, trace }: RunSummary, fixedMs: number | null = null): Question {
  const store = useViewStore();
  const [question, setQuestion] = useState(() => questionOf(store.get(), runId, trace, fixedMs));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const take = () => {
      timer = null;
      const next = questionOf(store.get(), runId, trace, fixedMs);
      setQuestion((now) => (now.step === next.step && now.queryMs === next.queryMs ? now : next));
    };
    const onChange = () => {
      if (store.get().playing) timer ??= setTimeout(take, PLAYING_MS);
      else {
        if (timer !== null) clearTimeout(timer);
        take();
      }
    };
    take();
    const unsubscribe = store.subscribe(onChange);
    return () => {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    };
  }, [store, runId, trace, fixedMs]);
  return question;
}
