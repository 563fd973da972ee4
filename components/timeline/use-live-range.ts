import { useEffect } from "react";
import type { RunSummary } from "../playback/engine.ts";
import { isFollowing } from "../playback/view-reducer.ts";
import { useViewStore } from "../playback/view-state.tsx";
import { revealing } from "./range.ts";

/** Puts a live run under the clock when it begins to be shown, and keeps its newest moment in a range that was zoomed. */
export function useLiveRange({ runId, live, trace }: RunSummary): void {
  const store = useViewStore();
  const isLive = live !== undefined && trace.steps > 0;
  useEffect(() => {
    if (isLive) store.dispatch({ type: "look-at", runId });
  }, [store, isLive, runId]);
  useEffect(() => {
    const view = store.get();
    const range = view.ranges[runId];
    if (!isLive || range === undefined || view.lookedAt !== runId || !isFollowing(view)) return;
    const newestMs = trace.processingMs[trace.steps - 1] ?? range.toMs;
    const revealed = revealing(range, newestMs);
    if (revealed !== range && newestMs > range.toMs) store.dispatch({ type: "set-range", runId, range: revealed });
  }, [store, isLive, runId, trace]);
}
