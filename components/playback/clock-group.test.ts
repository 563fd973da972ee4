import { describe, expect, test } from "vitest";
import { syntheticEvents, syntheticTrace } from "../timeline/testing/synthetic-trace.ts";
import { type ClockRun, clockGroup } from "./clock-group.ts";
import { INITIAL_VIEW, runTimes, type ViewAction, type ViewState, viewReducer } from "./view-reducer.ts";

const HOUR = 3_600_000;
const options = { tileSizeMs: 300_000, outOfOrdernessMs: 300_000 };
const run = (runId: string, startMs: number, events: number, spanMs = 6 * HOUR): ClockRun => ({
  runId,
  trace: syntheticTrace(syntheticEvents(events, 7, spanMs, startMs), options),
  originalIndex: null,
});
const old = run("old", 0, 3, 1_000);
const sales = run("sales", 500_000 * HOUR, 200);
const returns = run("returns", 500_004 * HOUR, 20);
const apply = (state: ViewState, ...actions: ViewAction[]) => actions.reduce(viewReducer, state);
const register = (...runs: ClockRun[]) => runs.map((one): ViewAction => ({ type: "register-run", run: one }));

describe("runs that share a clock", () => {
  test("those of one time; without a choice the group with the most steps", () => {
    expect(clockGroup([old, sales, returns], null)?.runIds).toEqual(["sales", "returns"]);
    expect(clockGroup([old, sales, returns], "old")?.runIds).toEqual(["old"]);
    expect(clockGroup([old, sales, returns], "gone")?.runIds).toEqual(["sales", "returns"]);
    expect(clockGroup([], null)).toBeNull();
  });

  test("a gap shorter than either run is bridged", () => {
    const next = run("next", 500_010 * HOUR, 20);
    const brief = run("brief", 500_008 * HOUR, 20, 60_000);
    expect(clockGroup([sales, brief], "sales")?.runIds).toEqual(["sales"]);
    const far = run("far", 500_100 * HOUR, 20);
    expect(clockGroup([sales, next, far], "sales")?.runIds).toEqual(["sales", "next"]);
  });
});

describe("going over to runs of another time", () => {
  const both = apply(INITIAL_VIEW, ...register(old, sales, returns));

  test("whatever is run first, the clock is at the larger group until one is looked at", () => {
    for (const order of [
      [old, sales],
      [sales, old],
    ])
      expect(apply(INITIAL_VIEW, ...register(...order)).clockRunIds).toEqual(["sales"]);
    const moved = apply(INITIAL_VIEW, ...register(old), { type: "step", by: -1 }, ...register(sales));
    expect(moved.clockRunIds).toEqual(["old"]);
  });

  test("each keeps its own time", () => {
    const middle = 500_003 * HOUR;
    const away = apply(
      both,
      { type: "seek", clockMs: middle },
      { type: "pin-query", queryMs: 5 },
      { type: "play" },
      { type: "look-at", runId: "old" },
    );
    expect(away).toMatchObject({ clockRunIds: ["old"], playing: false, pinnedQueryMs: null });
    expect(away.clockMs).toBe(old.trace.processingMs.at(-1));
    expect(runTimes(away, sales)).toEqual({ clockMs: middle, queryMs: middle, underClock: false });
    const back = viewReducer(away, { type: "look-at", runId: "returns" });
    expect(back.clockMs).toBe(middle);
    expect(runTimes(back, sales).underClock).toBe(true);
  });

  test("a run that was never under the clock is shown at its end", () => {
    expect(runTimes(both, old)).toMatchObject({ clockMs: old.trace.processingMs.at(-1), underClock: false });
  });

  test("looking into something puts its run under the clock", () => {
    const next = viewReducer(both, { type: "select", selection: { kind: "event", runId: "old", step: 1 } });
    expect(next.clockRunIds).toEqual(["old"]);
  });

  test("steps go by the arrivals of the runs under the clock only", () => {
    const state = apply(both, { type: "look-at", runId: "old" }, { type: "home" }, { type: "step", by: 1 });
    expect(state.clockMs).toBe(old.trace.processingMs[0]);
  });

  test("an edit keeps the clock at the run that takes its place", () => {
    const edited = run("edited", 0, 3, 1_000);
    const state = apply(both, { type: "look-at", runId: "old" }, ...register(edited), {
      type: "replace-run",
      from: "old",
      to: "edited",
    });
    expect(viewReducer(state, { type: "forget-run", runId: "old" })).toMatchObject({
      lookedAt: "edited",
      clockRunIds: ["edited"],
    });
  });
});
