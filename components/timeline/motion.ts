import { type KeyIndex, tileOpenAt } from "./key-index.ts";

/** How long an event falls, a tile grows or closes, and the watermark glides, in real ms. */
const FALL_MS = 420;
const SETTLE_MS = 260;
const GLIDE_MS = 180;
/** More arrivals between two pictures than this are a jump, not a motion. */
const MOST_AT_ONCE = 60;

/** What is under way between the last picture and the current one; times are those of the frame driver. */
export interface Motion {
  /** Start of the fall by step. */
  readonly falls: ReadonlyMap<number, number>;
  /** Start of the change by tile of the trace: when its event lands, or when the watermark passes its end. */
  readonly grows: ReadonlyMap<number, number>;
  readonly closes: ReadonlyMap<number, number>;
  /** Where the watermark was when it was moved. */
  readonly watermark: { readonly fromMs: number; readonly startMs: number } | null;
}

export const STILL: Motion = { falls: new Map(), grows: new Map(), closes: new Map(), watermark: null };

const easeOut = (share: number) => 1 - (1 - share) ** 3;
const easeIn = (share: number) => share * share;
const shareOf = (startMs: number | undefined, lengthMs: number, nowMs: number) =>
  startMs === undefined ? 1 : Math.min(1, Math.max(0, (nowMs - startMs) / lengthMs));

function alive(starts: ReadonlyMap<number, number>, lengthMs: number, nowMs: number): Map<number, number> {
  const left = new Map<number, number>();
  for (const [id, startMs] of starts) if (nowMs < startMs + lengthMs) left.set(id, startMs);
  return left;
}

/** The motions that are still under way. */
export function ongoing(motion: Motion, nowMs: number): Motion {
  if (motion === STILL) return STILL;
  const falls = alive(motion.falls, FALL_MS, nowMs);
  const grows = alive(motion.grows, SETTLE_MS, nowMs);
  const closes = alive(motion.closes, SETTLE_MS, nowMs);
  const watermark = motion.watermark !== null && nowMs < motion.watermark.startMs + GLIDE_MS ? motion.watermark : null;
  return falls.size + grows.size + closes.size === 0 && watermark === null
    ? STILL
    : { falls, grows, closes, watermark };
}

/**
 * Motions after the clock went from one step to another: every new event of the key falls, its tile grows when it
 * lands, tiles that the watermark passed close. Steps back and jumps show the final state at once.
 */
export function advanceMotion(
  motion: Motion,
  index: KeyIndex,
  fromStep: number,
  toStep: number,
  nowMs: number,
): Motion {
  const { trace } = index;
  if (toStep <= fromStep) return toStep === fromStep ? ongoing(motion, nowMs) : STILL;
  const now = ongoing(motion, nowMs);
  const arrived: number[] = [];
  for (let step = fromStep + 1; step <= toStep && arrived.length <= MOST_AT_ONCE; step++)
    if (trace.keyIndex[step] === index.keyIndex) arrived.push(step);
  if (arrived.length > MOST_AT_ONCE) return STILL;
  const falls = new Map(now.falls);
  const grows = new Map(now.grows);
  const closes = new Map(now.closes);
  for (const step of arrived) {
    falls.set(step, nowMs);
    const tile = trace.tileIndex[step] ?? -1;
    if (tile >= 0) grows.set(tile, nowMs + FALL_MS);
  }
  for (const tile of index.tiles)
    if (
      (trace.tiles.firstStep[tile] ?? 0) <= toStep &&
      tileOpenAt(trace, tile, fromStep) &&
      !tileOpenAt(trace, tile, toStep)
    )
      closes.set(tile, nowMs);
  const before = trace.watermarkMs[fromStep] ?? Number.NEGATIVE_INFINITY;
  const after = trace.watermarkMs[toStep] ?? Number.NEGATIVE_INFINITY;
  const watermark =
    fromStep >= 0 && Number.isFinite(before) && before !== after
      ? { fromMs: glidingWatermark(now, before, nowMs), startMs: nowMs }
      : now.watermark;
  return { falls, grows, closes, watermark };
}

/** Watermark as it is drawn while it glides to `atMs`. */
export function glidingWatermark(motion: Motion, atMs: number, nowMs: number): number {
  if (motion.watermark === null) return atMs;
  const share = easeOut(shareOf(motion.watermark.startMs, GLIDE_MS, nowMs));
  return motion.watermark.fromMs + (atMs - motion.watermark.fromMs) * share;
}

/** How far an event has fallen, 0 to 1; 1 when it does not move. */
export const fallShare = (motion: Motion, step: number, nowMs: number): number =>
  easeIn(shareOf(motion.falls.get(step), FALL_MS, nowMs));

/** 1 at the moment an event lands in the tile, falling to 0. */
export function growth(motion: Motion, tileIndex: number, nowMs: number): number {
  const startMs = motion.grows.get(tileIndex);
  return startMs === undefined || nowMs < startMs ? 0 : 1 - easeOut(shareOf(startMs, SETTLE_MS, nowMs));
}

/** How far a tile has closed, 0 to 1; 1 when it does not move. */
export const closeShare = (motion: Motion, tileIndex: number, nowMs: number): number =>
  easeOut(shareOf(motion.closes.get(tileIndex), SETTLE_MS, nowMs));

/** Events that are still on their way, by the tile that will take them. */
export function onTheWay(motion: Motion, index: KeyIndex, nowMs: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const [step, startMs] of motion.falls) {
    const tile = index.trace.tileIndex[step] ?? -1;
    if (tile >= 0 && nowMs < startMs + FALL_MS) counts.set(tile, (counts.get(tile) ?? 0) + 1);
  }
  return counts;
}
