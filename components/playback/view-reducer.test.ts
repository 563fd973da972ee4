import { describe, expect, test } from "vitest";
import { syntheticEvents, syntheticTrace } from "../timeline/testing/synthetic-trace.ts";
import { clockKeyAction } from "./clock-keys.ts";
import type { Trace } from "./engine.ts";
import { manualFrames } from "./frame-driver.ts";
import { stepAt } from "./playhead.ts";
import {
  type ClockRun,
  INITIAL_VIEW,
  queryMsOf,
  type ViewAction,
  type ViewState,
  viewReducer,
} from "./view-reducer.ts";
import { createViewStore } from "./view-store.ts";

const HOUR_MS = 3_600_000;
const options = { tileSizeMs: 300_000, outOfOrdernessMs: 300_000 };
const trace = syntheticTrace(syntheticEvents(200, 7, 6 * HOUR_MS, 1_000 * HOUR_MS), options);
const run = (runId: string, of: Trace): ClockRun => ({ runId, trace: of, originalIndex: null });
const apply = (state: ViewState, ...actions: ViewAction[]) => actions.reduce(viewReducer, state);
const started = apply(INITIAL_VIEW, { type: "register-run", run: run("a", trace) });
const arrivals = [...new Set(trace.processingMs)];

describe("runs under the clock", () => {
  test("a first run is shown whole, from before its first arrival", () => {
    expect(started.boundsMs).toEqual({ fromMs: (arrivals[0] ?? 0) - 60_000, toMs: arrivals.at(-1) });
    expect(started.clockMs).toBe(arrivals.at(-1));
  });

  test("bounds cover every run and shrink when one goes; its range, key and selection go with it", () => {
    const later = syntheticTrace(syntheticEvents(20, 3, HOUR_MS, 1_006 * HOUR_MS), options);
    const both = apply(
      started,
      { type: "register-run", run: run("b", later) },
      { type: "set-range", runId: "b", range: { fromMs: 0, toMs: 1 } },
      { type: "set-key", runId: "b", key: "Bob" },
      { type: "select", selection: { kind: "event", runId: "b", step: 3 } },
    );
    expect(both.boundsMs?.fromMs).toBe(started.boundsMs?.fromMs);
    expect(both.boundsMs?.toMs).toBe(later.processingMs.at(-1));
    expect(both.clockMs).toBe(both.boundsMs?.toMs);
    const left = viewReducer(both, { type: "forget-run", runId: "b" });
    expect(left).toEqual(started);
    expect(both.clockRunIds).toEqual(["a", "b"]);
  });

  test("a run that takes another's place takes over its zoom, key and selection; the clock stays", () => {
    const range = { fromMs: 5, toMs: 9 };
    const middle = apply(
      started,
      { type: "seek", clockMs: arrivals[50] ?? 0 },
      { type: "set-range", runId: "a", range },
      { type: "set-key", runId: "a", key: "Bob" },
      { type: "select", selection: { kind: "event", runId: "a", step: 3 } },
    );
    const edited = { runId: "b", trace, originalIndex: Uint32Array.from(trace.processingMs, (_, step) => 199 - step) };
    const next = apply(middle, { type: "register-run", run: edited }, { type: "replace-run", from: "a", to: "b" });
    const left = viewReducer(next, { type: "forget-run", runId: "a" });
    expect(left).toMatchObject({
      clockMs: arrivals[50],
      ranges: { b: range },
      keys: { b: "Bob" },
      selection: { kind: "event", runId: "b", step: 196 },
    });
    expect(viewReducer(left, { type: "register-run", run: edited })).toBe(left);
  });

  test("an event that was removed is no longer selected", () => {
    const chosen = viewReducer(started, { type: "select", selection: { kind: "event", runId: "a", step: 3 } });
    const edited = { runId: "b", trace, originalIndex: Uint32Array.of(0, 1, 2) };
    const next = apply(chosen, { type: "register-run", run: edited }, { type: "replace-run", from: "a", to: "b" });
    expect(next.selection).toEqual({ kind: "none" });
  });

  test("nothing plays or moves without runs, nor over an empty trace", () => {
    const empty = apply(INITIAL_VIEW, { type: "register-run", run: run("a", syntheticTrace([], options)) });
    for (const state of [INITIAL_VIEW, empty]) {
      const moved = apply(
        state,
        { type: "play" },
        { type: "seek", clockMs: 5 },
        { type: "step", by: 1 },
        { type: "step-tile", by: -1 },
        { type: "end" },
        { type: "tick", elapsedMs: 100 },
      );
      expect(moved.clockMs).toBe(0);
      expect(moved.playing).toBe(false);
    }
  });
});

describe("moving the clock", () => {
  test("steps visit every arrival time once, forwards and backwards", () => {
    let state = viewReducer(started, { type: "home" });
    const seen: number[] = [];
    for (let i = 0; i < arrivals.length; i++) {
      state = viewReducer(state, { type: "step", by: 1 });
      seen.push(state.clockMs);
    }
    expect(seen).toEqual(arrivals);
    for (let i = arrivals.length - 2; i >= 0; i--) {
      state = viewReducer(state, { type: "step", by: -1 });
      expect(state.clockMs).toBe(arrivals[i]);
    }
    state = viewReducer(state, { type: "step", by: -1 });
    expect(stepAt(trace, state.clockMs)).toBe(-1);
  });

  test("a step back between two arrivals undoes the last one", () => {
    const between = ((arrivals[9] ?? 0) + (arrivals[10] ?? 0)) / 2;
    const state = apply(started, { type: "seek", clockMs: between }, { type: "step", by: -1 });
    expect(state.clockMs).toBe(arrivals[8]);
  });

  test("tile steps land on boundaries", () => {
    const state = apply(started, { type: "seek", clockMs: (arrivals[80] ?? 0) + 1 }, { type: "step-tile", by: 1 });
    expect(state.clockMs % options.tileSizeMs).toBe(0);
    expect(viewReducer(state, { type: "step-tile", by: -1 }).clockMs).toBe(state.clockMs - options.tileSizeMs);
    expect(viewReducer(state, { type: "step-tile", by: 1 }).clockMs).toBe(state.clockMs + options.tileSizeMs);
  });

  test("playing stops at the end and starts over from there", () => {
    const playing = apply(started, { type: "play" });
    expect(playing.clockMs).toBe(started.boundsMs?.fromMs);
    const sped = apply(playing, { type: "set-speed", speed: "fit" }, { type: "tick", elapsedMs: 15_000 });
    const { fromMs, toMs } = started.boundsMs ?? { fromMs: 0, toMs: 0 };
    expect(sped.clockMs).toBeCloseTo((fromMs + toMs) / 2, 3);
    const ended = viewReducer(sped, { type: "tick", elapsedMs: 15_001 });
    expect(ended).toMatchObject({ clockMs: toMs, playing: false });
  });

  test("the query follows the clock in whole ms until it is pinned", () => {
    const moved = apply(started, { type: "play" }, { type: "set-speed", speed: 1 }, { type: "tick", elapsedMs: 16.7 });
    expect(queryMsOf(moved)).toBe((started.boundsMs?.fromMs ?? 0) + 16);
    const pinned = viewReducer(moved, { type: "pin-query", queryMs: 5 });
    expect(queryMsOf(pinned)).toBe(5);
  });
});

describe("range and selection", () => {
  test("an empty or reversed range is refused", () => {
    for (const toMs of [5, 4, Number.NaN])
      expect(viewReducer(started, { type: "set-range", runId: "a", range: { fromMs: 5, toMs } })).toBe(started);
  });

  test("selecting the same again changes nothing", () => {
    const selection = { kind: "tile", runId: "a", key: "Bob", startMs: 5 } as const;
    const once = viewReducer(started, { type: "select", selection });
    expect(viewReducer(once, { type: "select", selection: { ...selection } })).toBe(once);
  });
});

describe("store", () => {
  test("moves the clock by frames of the driver, and not after a pause", () => {
    const frames = manualFrames();
    const store = createViewStore(frames, viewReducer(started, { type: "home" }));
    const from = store.get().clockMs;
    let calls = 0;
    const stop = store.subscribe(() => calls++);
    store.dispatch({ type: "play" });
    frames.frame(1_000);
    frames.frame(1_016);
    frames.frame(1_032);
    expect(store.get().clockMs - from).toBe(32 * 60);
    store.dispatch({ type: "pause" });
    frames.frame(1_048);
    expect(store.get().clockMs - from).toBe(32 * 60);
    stop();
    const before = calls;
    store.dispatch({ type: "end" });
    expect(calls).toBe(before);
  });

  test("a hidden page does not fast-forward", () => {
    const frames = manualFrames();
    const store = createViewStore(frames, viewReducer(started, { type: "home" }));
    const from = store.get().clockMs;
    store.dispatch({ type: "play" });
    frames.frame(0);
    frames.frame(60_000);
    expect(store.get().clockMs - from).toBe(100 * 60);
  });

  test("a run stays until its last holder lets go", () => {
    const store = createViewStore(manualFrames(), started);
    const [first, second] = [store.hold("a"), store.hold("a")];
    first();
    first();
    expect(store.get().runs).toHaveLength(1);
    second();
    expect(store.get().runs).toHaveLength(0);
  });
});

describe("keys", () => {
  const press = (key: string, more = {}) =>
    clockKeyAction({ key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...more });

  test("arrows by arrival, with shift by tile", () => {
    expect(press("ArrowRight")).toEqual({ type: "step", by: 1 });
    expect(press("ArrowLeft", { shiftKey: true })).toEqual({ type: "step-tile", by: -1 });
    expect(press(" ")).toEqual({ type: "toggle" });
    expect(press("Home")).toEqual({ type: "home" });
    expect(press("End")).toEqual({ type: "end" });
    expect(press("ArrowRight", { ctrlKey: true })).toBeNull();
    expect(press("a")).toBeNull();
  });
});
