import { describe, expect, it } from "vitest";
import type { CheckpointView, LateEvent, MeterView } from "../../engine/src/index.ts";
import { busiestOperator, combineMeters } from "./combine-meters.ts";
import { noMeters, worker } from "./testing/job-samples.ts";

const flow = (perSecond: number, series: readonly number[], busy = 0) => ({ perSecond, series, busy });

function meters(perSecond: number, series: readonly number[], more: Partial<MeterView> = {}): MeterView {
  const one = flow(perSecond, series, perSecond / 100);
  return { ...noMeters, operators: { source: one, evaluation: one, tiling: one, conversion: one, sink: one }, ...more };
}

const counts = (writes: number) => ({ events: 0, writes, lateEvents: 0, filtered: 0, invalid: 0 });
const checkpoint = (id: number, atMs: number): CheckpointView => ({
  id,
  atMs,
  offsetsMs: 1,
  stateMs: 1,
  storeMs: 1,
  bytes: 1,
  whole: true,
  failure: null,
});
const late = (offset: number, appendedMs: number): LateEvent => ({
  partition: 0,
  offset,
  appendedMs,
  timeMs: 0,
  key: {},
  inputs: {},
  startMs: 0,
  endMs: 1,
  watermarkMs: 2,
});

describe("combineMeters", () => {
  it("has nothing to say without workers", () => expect(combineMeters([])).toBeNull());

  it("counts what every worker takes once, and adds what each has of its own; series end together", () => {
    const both = combineMeters([
      worker(0, { meters: meters(50, [10, 20, 30]) }),
      worker(1, { meters: meters(40, [25]) }),
    ]);
    expect(both?.operators.source).toEqual(flow(50, [10, 20, 30], 0.5));
    expect(both?.operators.sink).toEqual(flow(90, [10, 20, 55], 0.5));
  });

  it("takes the slowest latencies, the mean size by writes, and the watermarks of the hindmost", () => {
    const early = [{ atMs: 1, values: [5] }];
    const combined = combineMeters([
      worker(0, {
        watermarkMs: 9,
        counts: counts(3),
        meters: { ...noMeters, bytesPerPut: 10, inFlight: 2, freshness: { p50Ms: 1, p99Ms: 8 } },
      }),
      worker(1, {
        watermarkMs: 5,
        counts: counts(1),
        meters: { ...noMeters, bytesPerPut: 30, inFlight: 3, freshness: { p50Ms: 3, p99Ms: 4 }, watermarks: early },
      }),
      worker(2, { watermarkMs: 7 }),
    ]);
    expect(combined?.freshness).toEqual({ p50Ms: 1, p99Ms: 8 });
    expect(combined?.putMs).toBeNull();
    expect(combined?.bytesPerPut).toBe(15);
    expect(combined?.inFlight).toBe(5);
    expect(combined?.watermarks).toBe(early);
  });

  it("takes rates from those that are there only", () => {
    const gone = {
      meters: meters(50, [10], { inFlight: 2, putMs: { p50Ms: 1, p99Ms: 8 } }),
      state: "stopped",
    } as const;
    const combined = combineMeters([worker(0, gone), worker(1, { meters: meters(40, [25]) })]);
    expect(combined?.operators.sink).toEqual(flow(40, [25], 0.4));
    expect([combined?.inFlight, combined?.putMs]).toEqual([0, null]);
    expect(combineMeters([worker(0, gone)])?.operators.source).toEqual(flow(0, [], 0));
  });

  it("shows checkpoints and late events of all workers, newest first", () => {
    const combined = combineMeters([
      worker(0, { meters: { ...noMeters, checkpoints: [checkpoint(2, 20), checkpoint(1, 10)], late: [late(7, 100)] } }),
      worker(1, { meters: { ...noMeters, checkpoints: [checkpoint(1, 15)], late: [late(9, 300), late(8, 200)] } }),
    ]);
    expect(combined?.checkpoints.map(({ share, id }) => [share, id])).toEqual([
      [0, 2],
      [1, 1],
      [0, 1],
    ]);
    expect(combined?.late.map(({ offset }) => offset)).toEqual([9, 8, 7]);
  });
});

describe("busiestOperator", () => {
  it("is the one that the others wait for most, and none while nothing waits", () => {
    const calm = combineMeters([worker(0)]);
    expect(calm === null ? "" : busiestOperator(calm)).toBeNull();
    const held = combineMeters([
      worker(0, { meters: { ...noMeters, operators: { ...noMeters.operators, sink: flow(1, [], 0.7) } } }),
    ]);
    expect(held === null ? null : busiestOperator(held)).toBe("sink");
  });
});
