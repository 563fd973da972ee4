import type { MeterView, PartitionStatus } from "../../engine/src/index.ts";

type Samples = MeterView["watermarks"];

/** Lines are drawn in this width, whatever the width on the screen. */
export const LINE_WIDTH = 1_000;

/** Less than this shows as no more than a ripple. */
const LEAST_SCALE_MS = 60_000;
/** A partition that is further behind than this keeps the others waiting. */
const HELD_BACK_MS = 10_000;
/** Where a line runs in its row: on time, and as far behind as any. */
const ON_TIME = 0.4;
const HINDMOST = 0.9;

export interface WatermarkLine {
  readonly partition: PartitionStatus;
  /** How far the watermark is behind that of the furthest partition; null without one. */
  readonly behindMs: number | null;
  /** It holds the job's watermark, and the others are well ahead of it. */
  readonly heldBack: boolean;
  /** SVG path in a row of `LINE_WIDTH` by the row's height. */
  readonly path: string;
}

export interface WatermarkPicture {
  readonly lines: readonly WatermarkLine[];
  readonly fromMs: number;
  readonly toMs: number;
  /** How far behind the bottom of a row is. */
  readonly scaleMs: number;
  /** Since when the partition that holds the watermark has been falling behind; null when none has. */
  readonly fellBehind: { readonly partition: number; readonly atMs: number } | null;
}

const largest = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>(
    (most, value) => (value === null || (most !== null && most >= value) ? most : value),
    null,
  );

/** For each sample and partition, how far it was behind the furthest of that moment. */
function behindOf(values: readonly (number | null)[]): (number | null)[] {
  const furthest = largest(values);
  return values.map((value) => (value === null || furthest === null ? null : furthest - value));
}

/** Lays out the watermark of each partition over time, as its distance from the furthest one. */
export function layOutWatermarks(
  samples: Samples,
  partitions: readonly PartitionStatus[],
  rowPx: number,
): WatermarkPicture {
  const fromMs = samples[0]?.atMs ?? 0;
  const toMs = samples.at(-1)?.atMs ?? 0;
  const distances = samples.map((sample) => behindOf(sample.values));
  const now = behindOf(partitions.map((partition) => partition.watermarkMs));
  const scaleMs = Math.max(LEAST_SCALE_MS, largest([...distances.flat(), ...now]) ?? 0);
  const x = (atMs: number) => (toMs === fromMs ? LINE_WIDTH : ((atMs - fromMs) / (toMs - fromMs)) * LINE_WIDTH);
  const y = (behindMs: number) => rowPx * (ON_TIME + (HINDMOST - ON_TIME) * (behindMs / scaleMs));

  const lines = partitions.map((partition, i): WatermarkLine => {
    let path = "";
    let pen = false;
    for (const [at, sample] of samples.entries()) {
      const behind = distances[at]?.[i] ?? null;
      if (behind !== null) path += `${pen ? "L" : "M"}${round(x(sample.atMs))} ${round(y(behind))}`;
      pen = behind !== null;
    }
    const behindMs = now[i] ?? null;
    return { partition, behindMs, heldBack: partition.holds && (behindMs ?? 0) > HELD_BACK_MS, path };
  });

  const held = lines.findIndex((line) => line.heldBack);
  return {
    lines,
    fromMs,
    toMs,
    scaleMs,
    fellBehind: held < 0 ? null : fallOf(samples, distances, held, now[held] ?? 0),
  };
}

/** The last moment at which the partition was about on time. */
function fallOf(
  samples: Samples,
  distances: readonly (readonly (number | null)[])[],
  index: number,
  nowMs: number,
): WatermarkPicture["fellBehind"] {
  const aboutOnTime = Math.max(HELD_BACK_MS / 2, nowMs / 20);
  const at = distances.findLastIndex((behind) => (behind[index] ?? Number.POSITIVE_INFINITY) <= aboutOnTime);
  const atMs = samples[at]?.atMs;
  return atMs === undefined || at === samples.length - 1 ? null : { partition: index, atMs };
}

const round = (value: number): number => Math.round(value * 10) / 10;
