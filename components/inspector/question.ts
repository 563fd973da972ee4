"use client";

import type { RunSummary } from "../playback/engine.ts";
import { stepAt } from "../playback/playhead.ts";
import { queryMsOf } from "../playback/view-reducer.ts";
import { useViewPart } from "../playback/view-state.tsx";

/** The moment that the inspector asks about: the clock's step, and the query time. */
export function useQuestion(run: RunSummary): { readonly step: number; readonly queryMs: number } {
  const step = useViewPart((view) => stepAt(run.trace, view.clockMs));
  // While playing, a question per second of the clock and per arrival is enough.
  const queryMs = useViewPart((view) => (view.playing ? Math.floor(queryMsOf(view) / 1_000) * 1_000 : queryMsOf(view)));
  return { step, queryMs };
}
