import { beforeAll, describe, expect, test } from "vitest";
import {
  Aggregation,
  Column,
  EventSource,
  GroupBy,
  hours,
  minutes,
  Operation,
  Query,
  Stream,
} from "../../engine/src/notebook/index.ts";
import { createEngineSession, type EngineSession } from "../../engine/src/worker/session.ts";
import { eventReach } from "../inspector/event-reach.ts";
import type { EngineMethod, EngineRequests, RunSummary } from "../playback/engine.ts";
import { stepAt } from "../playback/playhead.ts";
import { chooseDetail } from "./detail.ts";
import { keyIndexOf } from "./key-index.ts";
import { distinctWindows, laneGeometry } from "./lanes.ts";
import { layOutTimeline } from "./lay-out-timeline.ts";
import { fittedRange } from "./range.ts";
import { scaleOf } from "./timeline-painter.ts";

/** What the picture derives from the trace alone is what the engine says about the same moment. */

const groupBy = GroupBy({
  name: "ice_cream",
  sources: [
    EventSource({ topic: "sales", query: Query({ selects: { customer_id: "customer_id" }, timeColumn: "created" }) }),
  ],
  keys: ["customer_id"],
  aggregations: [
    Aggregation({ inputColumn: "customer_id", operation: Operation.COUNT, windows: [hours(1), hours(13)] }),
  ],
});
const stream = Stream({
  topic: "sales",
  seed: 7,
  duration: 16 * 60 * minutes(1),
  ratePerMinute: 2,
  columns: { customer_id: Column.key(), created: Column.time() },
  keys: { count: 3, names: ["Alice", "Bob", "Chen"], skew: 1 },
  disorder: { share: 0.3, p50: minutes(4), p95: minutes(20) },
});
const settings = {
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: minutes(5),
  idlenessMs: 30_000,
} as const;

let session: EngineSession;
let run: RunSummary;
const call = <M extends EngineMethod>(method: M, request: EngineRequests[M]["request"]) =>
  session.call(method, request, { signal: new AbortController().signal, onProgress: () => undefined });

beforeAll(async () => {
  session = createEngineSession({
    nowMs: () => 0,
    breathe: async () => undefined,
    readFile: async () => {
      throw new Error("No files here.");
    },
  });
  run = await call("run", { runId: "a", groupBy, stream, settings });
});

function layoutAt(clockMs: number, keyIndex: number) {
  const index = keyIndexOf(run.trace, keyIndex);
  const windows = distinctWindows(run.features);
  const lanes = laneGeometry(40_000, windows, run.features);
  const scale = scaleOf(fittedRange(run.trace), lanes);
  const detail = { ...chooseDetail(index, scale), tiles: true };
  const step = stepAt(run.trace, clockMs);
  const queryMs = Math.floor(clockMs);
  return layOutTimeline({
    index,
    scale,
    lanes,
    detail,
    step,
    clockMs,
    queryMs,
    windows,
    focus: 0,
    series: new Map(),
    batchEndMs: null,
    zone: "UTC",
  });
}

const moments = () => {
  const { processingMs, steps } = run.trace;
  return [0.1, 0.4, 0.75, 1].map((share) => processingMs[Math.floor((steps - 1) * share)] ?? 0);
};

describe("the picture agrees with the engine", () => {
  test("on tiles, their counts and whether they are open", async () => {
    for (const clockMs of moments())
      for (let keyIndex = 0; keyIndex < run.trace.keys.length; keyIndex++) {
        const { tiles, step } = layoutAt(clockMs, keyIndex);
        const state = await call("state", { runId: "a", step, keyIndex });
        if (tiles.kind !== "tiles") throw new Error("expected tiles one by one");
        expect(
          [...tiles.tileIndex].map((tileIndex, i) => ({
            tileIndex,
            events: tiles.events[i],
            open: tiles.open[i] === 1,
          })),
        ).toEqual(state.tiles.map(({ tileIndex, events, open }) => ({ tileIndex, events, open })));
      }
  });

  test("on windows, tiles read and late events", async () => {
    for (const clockMs of moments()) {
      const { windows, step, tiles, events } = layoutAt(clockMs, 0);
      for (const window of windows) {
        const [feature = ""] = window.features;
        const explained = await call("explain", {
          runId: "a",
          step,
          keyIndex: 0,
          feature,
          queryMs: Math.floor(clockMs),
        });
        expect(window.exactFromMs).toBe(explained.windowStartMs);
        expect(window.tailFromMs).toBe(explained.tailStartMs);
        const dropped = events[2];
        if (dropped.kind !== "points") throw new Error("expected dropped events one by one");
        const inWindow = [...dropped.steps].filter((own) => {
          const ms = run.trace.eventMs[own] ?? 0;
          return ms >= window.exactFromMs && ms < window.toMs;
        });
        expect(inWindow.toSorted((a, b) => a - b)).toEqual(explained.dropped.map((one) => one.step));
        if (window !== windows[0] || tiles.kind !== "tiles") continue;
        const read = [...tiles.tileIndex].filter((_, i) => tiles.read[i] === 1);
        expect(read).toEqual(explained.tiles.map((tile) => tile.tileIndex));
      }
    }
  });

  test("on the queries that an event moves", async () => {
    const { trace } = run;
    const step = trace.steps - 1;
    for (const own of [3, 200, 700]) {
      const feature = run.features[0];
      const tile = trace.tileIndex[own] ?? -1;
      if (feature === undefined || tile < 0) continue;
      const keyIndex = trace.keyIndex[own] ?? 0;
      const reach = eventReach(feature, trace.eventMs[own] ?? 0, trace.tiles.startMs[tile] ?? 0);
      for (const [queryMs, expected] of [
        [(reach.tiled?.fromMs ?? 0) - 1, false],
        [reach.tiled?.fromMs ?? 0, true],
        [(reach.tiled?.toMs ?? 0) - 1, true],
        [reach.tiled?.toMs ?? 0, false],
      ] as const) {
        const explained = await call("explain", { runId: "a", step, keyIndex, feature: feature.name, queryMs });
        expect(explained.tiles.some((one) => one.tileIndex === tile)).toBe(expected);
      }
    }
  });

  test("on which event of the stream was moved", async () => {
    const arrivalMs = (run.trace.processingMs[300] ?? 0) + minutes(30);
    const edited = await call("run", { runId: "b", groupBy, stream, settings, edits: { 300: { arrivalMs } } });
    const moved = edited.originalIndex?.indexOf(300) ?? -1;
    expect(moved).toBeGreaterThan(300);
    expect(edited.trace.processingMs[moved]).toBe(arrivalMs);
    expect(edited.trace.eventMs[moved]).toBe(run.trace.eventMs[300]);
  });
});
