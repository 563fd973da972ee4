import { describe, expect, it } from "vitest";
import { eventTime, processingTime } from "../time/event-time.ts";
import { Watermark } from "./watermark.ts";

const BOUND_MS = 10;
const IDLENESS_MS = 100;

/** Pushes an event and returns the watermarks it caused. */
function event(watermark: Watermark, partition: number, timeMs: number, nowMs: number): number[] {
  const seen: number[] = advance(watermark, nowMs);
  const input = {
    kind: "event" as const,
    partition,
    processingMs: processingTime(nowMs),
    key: [],
    keyId: "",
    timeMs: eventTime(timeMs),
    inputs: [],
  };
  watermark.onElement(input, (output) => {
    if (output.kind === "watermark") seen.push(output.watermarkMs);
    else expect(output).toBe(input);
  });
  return seen;
}

function advance(watermark: Watermark, nowMs: number): number[] {
  const seen: number[] = [];
  watermark.onProcessingTime(nowMs, (output) => {
    if (output.kind === "watermark") seen.push(output.watermarkMs);
  });
  return seen;
}

describe("watermark", () => {
  it("L1 is the largest event time minus the bound minus one, and never goes back", () => {
    const watermark = new Watermark(1, BOUND_MS, IDLENESS_MS);
    expect(watermark.watermarkMs).toBe(Number.NEGATIVE_INFINITY);
    expect(event(watermark, 0, 50, 0)).toEqual([39]);
    expect(event(watermark, 0, 30, 0)).toEqual([]);
    expect(event(watermark, 0, 51, 0)).toEqual([40]);
    expect(watermark.watermarkMs).toBe(40);
  });

  it("L2 waits for every partition", () => {
    const watermark = new Watermark(2, BOUND_MS, IDLENESS_MS);
    expect(event(watermark, 0, 500, 0)).toEqual([]);
    expect(event(watermark, 1, 100, 0)).toEqual([89]);
    expect(event(watermark, 1, 900, 0)).toEqual([489]);
    expect(watermark.partition(0)).toEqual({ watermarkMs: 489, idle: false, holds: true });
    expect(watermark.partition(1)).toEqual({ watermarkMs: 889, idle: false, holds: false });
  });

  it("L2 leaves out a partition after strictly more than the idleness time without events, from the start on", () => {
    const watermark = new Watermark(2, BOUND_MS, IDLENESS_MS);
    event(watermark, 0, 500, 1_000);
    event(watermark, 0, 500, 1_050);
    expect(advance(watermark, 1_100)).toEqual([]);
    expect(watermark.nextTimerMs()).toBe(1_101);
    expect(advance(watermark, 1_101)).toEqual([489]);
    expect(watermark.partition(1)).toMatchObject({ idle: true, holds: false });
  });

  it("L2 judges each partition by its own idleness, to the millisecond", () => {
    const watermark = new Watermark(2, BOUND_MS, IDLENESS_MS);
    event(watermark, 0, 500, 1_000);
    event(watermark, 1, 100, 1_001);
    expect(advance(watermark, 1_101)).toEqual([]);
    expect([watermark.partition(0).idle, watermark.partition(1).idle]).toEqual([true, false]);
    advance(watermark, 1_102);
    expect(watermark.partition(1).idle).toBe(true);
  });

  it("L2 lets a partition that wakes up behind take part again once it has caught up", () => {
    const watermark = new Watermark(2, BOUND_MS, IDLENESS_MS);
    event(watermark, 0, 500, 0);
    event(watermark, 0, 600, 101);
    expect(watermark.watermarkMs).toBe(589);
    expect(event(watermark, 1, 100, 101)).toEqual([]);
    expect(watermark.partition(1)).toMatchObject({ idle: false, holds: false });
    expect(event(watermark, 0, 700, 101)).toEqual([689]);
    expect(event(watermark, 1, 701, 101)).toEqual([]);
    expect(watermark.partition(1)).toMatchObject({ watermarkMs: 690, holds: false });
    expect(event(watermark, 0, 800, 101)).toEqual([690]);
    expect(watermark.partition(1).holds).toBe(true);
  });

  it("jumps to the largest watermark when the last partition that it waited for falls silent", () => {
    const watermark = new Watermark(2, BOUND_MS, IDLENESS_MS);
    event(watermark, 0, 500, 0);
    event(watermark, 1, 100, 50);
    expect(watermark.watermarkMs).toBe(89);
    expect(advance(watermark, 101)).toEqual([]);
    expect(advance(watermark, 151)).toEqual([489]);
  });

  it("R2 goes on after a restore as if never stopped", () => {
    const watermark = new Watermark(2, BOUND_MS, IDLENESS_MS);
    event(watermark, 0, 500, 0);
    event(watermark, 1, 400, 60);
    const restored = new Watermark(2, BOUND_MS, IDLENESS_MS);
    restored.restore(structuredClone(watermark.snapshot()));
    expect(restored.nextTimerMs()).toBe(101);
    for (const each of [watermark, restored]) {
      expect(advance(each, 120)).toEqual([]);
      expect(each.partition(0).idle).toBe(true);
      expect(event(each, 1, 700, 130)).toEqual([689]);
    }
    expect(restored.snapshot()).toEqual(watermark.snapshot());
  });
});
