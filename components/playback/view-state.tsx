"use client";

import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { RunSummary } from "./engine.ts";
import { type FrameDriver, pageFrames } from "./frame-driver.ts";
import { queryMsOf, type ViewAction, type ViewState } from "./view-reducer.ts";
import { createViewStore, type ViewStore } from "./view-store.ts";

const ViewContext = createContext<ViewStore | null>(null);

interface ViewProviderProps {
  readonly children: ReactNode;
  /** Absent: the frames of the page. */
  readonly frames?: FrameDriver;
}

/** One clock, selection and zoom for everything inside. */
export function ViewProvider({ children, frames = pageFrames }: ViewProviderProps) {
  const [store] = useState(() => createViewStore(frames));
  useEffect(() => () => store.dispatch({ type: "pause" }), [store]);
  return <ViewContext value={store}>{children}</ViewContext>;
}

/** The view without re-rendering: for painters and for event handlers. */
export function useViewStore(): ViewStore {
  const store = useContext(ViewContext);
  if (store === null) throw new Error("useViewStore needs a ViewProvider around it.");
  return store;
}

/** Part of the view; re-renders when that part changes. The part must be a primitive or kept by the state. */
export function useViewPart<T>(part: (state: ViewState) => T): T {
  const store = useViewStore();
  return useSyncExternalStore(
    store.subscribe,
    () => part(store.get()),
    () => part(store.get()),
  );
}

export interface View extends ViewState {
  /** Pinned query time, or the clock in whole ms. */
  readonly queryMs: number;
  readonly dispatch: (action: ViewAction) => void;
}

/** The whole view. Re-renders with every frame while playing: for small components only, others take `useViewPart`. */
export function useView(): View {
  const store = useViewStore();
  const state = useSyncExternalStore(store.subscribe, store.get, store.get);
  return { ...state, queryMs: queryMsOf(state), dispatch: store.dispatch };
}

/**
 * Puts a run under the clock for as long as the component is mounted. When another run takes its place, as after an
 * edit of the stream, the zoom, the key and the selection go over to it.
 */
export function useRunOnClock(run: RunSummary): void {
  const store = useViewStore();
  const held = useRef<{ readonly runId: string; readonly release: () => void } | null>(null);
  useEffect(() => {
    const { runId, trace, originalIndex = null } = run;
    store.dispatch({
      type: "register-run",
      run: { runId, trace, originalIndex, ...(run.live !== undefined && { isLive: true }) },
    });
    if (held.current?.runId === runId) return;
    const before = held.current;
    held.current = { runId, release: store.hold(runId) };
    if (before === null) return;
    store.dispatch({ type: "replace-run", from: before.runId, to: runId });
    before.release();
  }, [store, run]);
  useEffect(
    () => () => {
      held.current?.release();
      held.current = null;
    },
    [],
  );
}
