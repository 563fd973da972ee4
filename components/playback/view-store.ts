import type { FrameDriver } from "./frame-driver.ts";
import { INITIAL_VIEW, type ViewAction, type ViewState, viewReducer } from "./view-reducer.ts";

/** Holds the view outside React, so that sixty clock moves a second re-render only what asks for them. */
export interface ViewStore {
  get(): ViewState;
  dispatch(action: ViewAction): void;
  subscribe(listener: () => void): () => void;
  /** Keeps a run under the clock until every holder has let go. */
  hold(runId: string): () => void;
  readonly frames: FrameDriver;
}

/** A pause of the page (hidden tab, long task) must not fast-forward the clock. */
const LONGEST_FRAME_MS = 100;

/** While playing, every frame of the driver moves the clock by the time since the one before. */
export function createViewStore(frames: FrameDriver, initial: ViewState = INITIAL_VIEW): ViewStore {
  let state = initial;
  const listeners = new Set<() => void>();
  const holders = new Map<string, number>();
  let cancelFrame: (() => void) | null = null;
  let lastFrameMs: number | null = null;

  const onFrame = (nowMs: number) => {
    cancelFrame = null;
    const elapsedMs = lastFrameMs === null ? 0 : Math.min(LONGEST_FRAME_MS, Math.max(0, nowMs - lastFrameMs));
    lastFrameMs = nowMs;
    dispatch({ type: "tick", elapsedMs });
    keepPlaying();
  };
  const keepPlaying = () => {
    if (state.playing && cancelFrame === null) cancelFrame = frames.request(onFrame);
    if (!state.playing) {
      cancelFrame?.();
      cancelFrame = null;
      lastFrameMs = null;
    }
  };
  const dispatch = (action: ViewAction) => {
    const next = viewReducer(state, action);
    if (next === state) return;
    state = next;
    keepPlaying();
    for (const listener of [...listeners]) listener();
  };

  return {
    frames,
    get: () => state,
    dispatch,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hold(runId) {
      holders.set(runId, (holders.get(runId) ?? 0) + 1);
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        const left = (holders.get(runId) ?? 1) - 1;
        holders.set(runId, left);
        if (left === 0) dispatch({ type: "forget-run", runId });
      };
    },
  };
}
