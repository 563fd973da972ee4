import type { Trace } from "../../playback/engine.ts";
import { stepAt } from "../../playback/playhead.ts";
import type { TimeRange } from "../../playback/view-reducer.ts";
import { chooseDetail, type Detail } from "../detail.ts";
import { keyIndexOf } from "../key-index.ts";
import { laneGeometry } from "../lanes.ts";
import type { TimelineInput } from "../lay-out-timeline.ts";
import { scaleOf } from "../timeline-painter.ts";

const HOUR_MS = 3_600_000;
export const WINDOWS = [{ windowMs: HOUR_MS, tailHopMs: 300_000, features: ["count_1h"] }];

/** Layout input of one key at one clock time; `detail` absent: as the trace itself asks for. */
export function timelineInput(
  trace: Trace,
  keyIndex: number,
  range: TimeRange,
  clockMs: number,
  detail?: Detail,
  width = 600,
): TimelineInput {
  const index = keyIndexOf(trace, keyIndex);
  const lanes = laneGeometry(width, WINDOWS, []);
  const scale = scaleOf(range, lanes);
  return {
    index,
    scale,
    lanes,
    detail: detail ?? chooseDetail(index, scale),
    step: stepAt(trace, clockMs),
    clockMs,
    queryMs: Math.floor(clockMs),
    windows: WINDOWS,
    focus: 0,
    series: new Map(),
    batchEndMs: null,
    zone: "UTC",
  };
}

/** The trace as it was after its first `steps` steps: nothing of the future left in it. */
export function prefixOf(trace: Trace, steps: number): Trace {
  const { tiles, writes } = trace;
  const tileCount = tiles.firstStep.filter((step) => step < steps).length;
  const lastStep = new Int32Array(tileCount).fill(-1);
  const events = new Int32Array(tileCount);
  const keyEvents = new Int32Array(trace.keys.length);
  for (let step = 0; step < steps; step++) {
    const tile = trace.tileIndex[step] ?? -1;
    if (tile < 0) continue;
    lastStep[tile] = step;
    events[tile] = (events[tile] ?? 0) + 1;
    keyEvents[trace.keyIndex[step] ?? 0] = (keyEvents[trace.keyIndex[step] ?? 0] ?? 0) + 1;
  }
  return {
    ...trace,
    steps,
    processingMs: trace.processingMs.slice(0, steps),
    eventMs: trace.eventMs.slice(0, steps),
    keyIndex: trace.keyIndex.slice(0, steps),
    partition: trace.partition.slice(0, steps),
    outcome: trace.outcome.slice(0, steps),
    tileIndex: trace.tileIndex.slice(0, steps),
    watermarkMs: trace.watermarkMs.slice(0, steps),
    keyEvents,
    tiles: {
      count: tileCount,
      keyIndex: tiles.keyIndex.slice(0, tileCount),
      startMs: tiles.startMs.slice(0, tileCount),
      endMs: tiles.endMs.slice(0, tileCount),
      events,
      firstStep: tiles.firstStep.slice(0, tileCount),
      lastStep,
      closedStep: tiles.closedStep.slice(0, tileCount).map((step) => (step < steps ? step : -1)),
    },
    writes: { ...writes, count: 0 },
  };
}
