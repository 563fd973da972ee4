import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time/duration.ts";

/** Tile sizes that a person may choose from, ascending. Each starts at a round time of day (UTC). */
const TILE_SIZES_MS = [
  MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  20 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  4 * HOUR_MS,
  6 * HOUR_MS,
  8 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
] as const;

/** Whether tiles of that size lose nothing at the tail: they divide the hop. */
export function dividesHop(tileSizeMs: number, hopMs: number): boolean {
  return Number.isSafeInteger(tileSizeMs) && tileSizeMs > 0 && hopMs % tileSizeMs === 0;
}

/** Tile sizes to choose from for a GroupBy whose smallest tail hop is `hopMs`: those that divide it, ascending. */
export function tileSizesMs(hopMs: number): number[] {
  return TILE_SIZES_MS.filter((sizeMs) => dividesHop(sizeMs, hopMs));
}
