import { describe, expect, test } from "vitest";
import { syntheticEvents, syntheticTrace } from "../timeline/testing/synthetic-trace.ts";
import type { Trace } from "./engine.ts";
import { type ClockRun, INITIAL_VIEW, isFollowing, isLive, type ViewAction, viewReducer } from "./view-reducer.ts";

const HOUR_MS = 3_600_000;
const events = syntheticEvents(60, 7, HOUR_MS, 1_000 * HOUR_MS);
const options = { tileSizeMs: 300_000, outOfOrdernessMs: 300_000 };
const whole = syntheticTrace(events, options);
const lastMs = whole.processingMs[59] ?? 0;
/** The first steps of the whole, as a live run has them before it grows. */
const first = (steps: number): Trace => ({ ...whole, steps, processingMs: whole.processingMs.slice(0, steps) });
const live = (trace: Trace, originalIndex: Uint32Array | null = null): ViewAction => ({
  type: "register-run",
  run: { runId: "live", trace, originalIndex, isLive: true } satisfies ClockRun,
});
const simulated: ViewAction = { type: "register-run", run: { runId: "a", trace: whole, originalIndex: null } };
const apply = (...actions: ViewAction[]) => actions.reduce(viewReducer, INITIAL_VIEW);
const begun = [live(first(40)), { type: "look-at", runId: "live" }] as const;

describe("the clock over a live run", () => {
  test("goes with the newest event", () => {
    const grown = apply(...begun, live(whole));
    expect(grown.clockMs).toBe(lastMs);
    expect(isFollowing(grown)).toBe(true);
  });

  test("stays at a moment that was stepped back to, until it is told to jump", () => {
    const back = apply(...begun, { type: "step", by: -1 }, live(whole));
    expect(back.clockMs).toBeLessThan(first(40).processingMs[39] ?? 0);
    expect(isFollowing(back)).toBe(false);
    const jumped = viewReducer(back, { type: "end" });
    expect(jumped.clockMs).toBe(lastMs);
    expect(isFollowing(jumped)).toBe(true);
  });

  test.each(["hold", "toggle"] as const)("%s keeps it where it is although it is at the end", (type) => {
    const held = apply(...begun, { type });
    expect(isFollowing(held)).toBe(false);
    const grown = viewReducer(held, live(whole));
    expect(grown.clockMs).toBe(first(40).processingMs[39]);
    expect(isFollowing(viewReducer(grown, { type: "end" }))).toBe(true);
  });

  test("play at the end of a held run follows again; from before it plays up to the newest and then follows", () => {
    expect(isFollowing(apply(...begun, { type: "hold" }, { type: "play" }))).toBe(true);
    const played = apply(...begun, { type: "hold" }, live(whole), { type: "play" }, { type: "tick", elapsedMs: 1e9 });
    expect(played.clockMs).toBe(lastMs);
    expect(isFollowing(played)).toBe(true);
  });

  test("is its own, even where a simulated run is of the same time", () => {
    const both = apply(simulated, ...begun);
    expect(both.clockRunIds).toEqual(["live"]);
    expect(isLive(both)).toBe(true);
    const other = viewReducer(both, { type: "look-at", runId: "a" });
    expect(other.clockRunIds).toEqual(["a"]);
    expect(isLive(other)).toBe(false);
    expect(isFollowing(other)).toBe(false);
  });

  test("a selected event stays selected when older ones are left out, and none is when it is one of them", () => {
    const left = live(
      first(30),
      Uint32Array.from({ length: 30 }, (_, i) => i + 10),
    );
    const select = (step: number): ViewAction => ({
      type: "select",
      selection: { kind: "event", runId: "live", step },
    });
    expect(apply(...begun, select(25), left).selection).toEqual({ kind: "event", runId: "live", step: 15 });
    expect(apply(...begun, select(5), left).selection).toEqual({ kind: "none" });
  });
});
