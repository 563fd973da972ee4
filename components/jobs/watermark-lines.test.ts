import { describe, expect, it } from "vitest";
import { partition } from "./testing/job-samples.ts";
import { layOutWatermarks } from "./watermark-lines.ts";

const MINUTE = 60_000;

describe("layOutWatermarks", () => {
  it("draws each partition at its distance from the furthest one", () => {
    const samples = [
      { atMs: 0, values: [MINUTE, MINUTE] },
      { atMs: 50, values: [3 * MINUTE, MINUTE] },
      { atMs: 100, values: [5 * MINUTE, MINUTE] },
    ];
    const { lines, scaleMs, fromMs, toMs } = layOutWatermarks(
      samples,
      [partition(0, 5 * MINUTE), partition(1, MINUTE, { holds: true })],
      100,
    );
    expect([fromMs, toMs, scaleMs]).toEqual([0, 100, 4 * MINUTE]);
    expect(lines[0]).toMatchObject({ behindMs: 0, heldBack: false, path: "M0 40L500 40L1000 40" });
    expect(lines[1]).toMatchObject({ behindMs: 4 * MINUTE, heldBack: true, path: "M0 40L500 65L1000 90" });
  });

  it("leaves a gap where there was no watermark, and takes small distances for ripples", () => {
    const samples = [
      { atMs: 0, values: [null, 1_000] },
      { atMs: 50, values: [1_000, 2_000] },
      { atMs: 80, values: [null, 2_000] },
      { atMs: 100, values: [2_000, 2_000] },
    ];
    const { lines, scaleMs, fellBehind } = layOutWatermarks(
      samples,
      [partition(0, 2_000, { holds: true }), partition(1, 2_000)],
      60,
    );
    expect(scaleMs).toBe(MINUTE);
    expect(lines[0]?.path).toBe("M500 24.5M1000 24");
    expect(fellBehind).toBeNull();
  });

  it("says since when the partition that holds the watermark has been falling behind", () => {
    const behind = [0, 4_000, 1_000, 20_000, 60_000, 100_000];
    const samples = behind.map((ms, i) => ({ atMs: i * 10, values: [200_000, 200_000 - ms] }));
    const partitions = [partition(0, 200_000), partition(1, 100_000, { holds: true })];
    expect(layOutWatermarks(samples, partitions, 30).fellBehind).toEqual({ partition: 1, atMs: 20 });
    expect(layOutWatermarks(samples.slice(3), partitions, 30).fellBehind).toBeNull();
  });

  it("needs no sample", () => {
    expect(layOutWatermarks([], [partition(0, null)], 30)).toMatchObject({
      lines: [{ behindMs: null, heldBack: false, path: "" }],
      fellBehind: null,
    });
  });
});
