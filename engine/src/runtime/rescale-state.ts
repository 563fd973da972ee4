import { TilescopeError } from "../errors.ts";
import type { SavedTile } from "../operators/open-tile.ts";
import type { SavedTiling } from "../operators/tiling.ts";
import type { SavedWatermark } from "../operators/watermark.ts";
import { ownsKey } from "./key-share.ts";
import type { PipelineState } from "./pipeline.ts";

interface SavedOperators {
  readonly nowMs: number;
  readonly source: readonly number[];
  readonly watermark?: SavedWatermark;
  readonly tiling?: SavedTiling;
}

/**
 * The states of a job's workers, taken at the same offsets, divided anew among `count` workers. Throws `TilescopeError`
 * (`runtime/unaligned-states`) when they are not of one definition or not at the same offsets.
 *
 * Workers can differ in their watermark, since partitions reach them in different order. All go on from the largest: with a
 * smaller one a tile that its worker has closed would open again, empty.
 */
export function rescaleState(states: readonly PipelineState[], count: number): PipelineState[] {
  const [first] = states;
  const parts = states.map((state) => state.operators as unknown as SavedOperators);
  const [head] = parts;
  if (first === undefined || head === undefined || states.some((state) => state.fingerprint !== first.fingerprint))
    throw new TilescopeError("runtime/unaligned-states", "The saved states belong to different definitions.");
  if (parts.some((part) => String(part.source) !== String(head.source)))
    throw new TilescopeError("runtime/unaligned-states", "The saved states were taken at different offsets.");
  const nowMs = Math.max(...parts.map((part) => part.nowMs));
  const watermark = mergeWatermarks(parts.flatMap((part) => part.watermark ?? []));
  const tiling = parts.flatMap((part) => part.tiling ?? []);
  return Array.from({ length: count }, (_, index): PipelineState => {
    const owned = tiling.length === 0 ? null : divideTiling(tiling, (tile) => ownsKey({ index, count }, tile.keyId));
    const operators = {
      nowMs,
      source: head.source,
      ...(watermark !== null && { watermark }),
      ...(owned !== null && { tiling: owned }),
    };
    return { ...first, operators };
  });
}

function mergeWatermarks(saved: readonly SavedWatermark[]): SavedWatermark | null {
  const [first] = saved;
  if (first === undefined) return null;
  const watermarkMs = Math.max(...saved.map(({ valve }) => valve.watermarkMs));
  const channels = first.valve.channels.map((_, i) => {
    const same = saved.flatMap(({ valve }) => valve.channels[i] ?? []);
    const channelMs = Math.max(...same.map((channel) => channel.watermarkMs));
    const active = same.some((channel) => channel.active);
    return { watermarkMs: channelMs, active, aligned: active && channelMs >= watermarkMs };
  });
  const partitions = first.partitions.map((_, i) => {
    const same = saved.flatMap((one) => one.partitions[i] ?? []);
    return {
      maxMs: Math.max(...same.map((partition) => partition.maxMs)),
      activeMs: Math.max(...same.map((partition) => partition.activeMs)),
      idle: channels[i]?.active === false,
    };
  });
  const idle = channels.every((channel) => !channel.active);
  return { started: saved.some((one) => one.started), valve: { watermarkMs, idle, channels }, partitions };
}

/** Serials are given anew: those of different workers may be the same number. */
function divideTiling(saved: readonly SavedTiling[], owns: (tile: SavedTile) => boolean): SavedTiling {
  const owned = saved.flatMap((one) => {
    const waiting = new Set(one.waiting);
    return one.tiles.filter(owns).map((tile) => ({ tile, waits: waiting.has(tile.serial) }));
  });
  owned.sort((a, b) => a.tile.startMs - b.tile.startMs || a.tile.serial - b.tile.serial);
  const tiles = owned.map(({ tile }, serial) => ({ ...tile, serial }));
  const waiting = owned.flatMap(({ waits }, serial) => (waits ? [serial] : []));
  waiting.sort((a, b) => Number(tiles[a]?.timerMs) - Number(tiles[b]?.timerMs) || a - b);
  return {
    watermarkMs: Math.max(...saved.map((one) => one.watermarkMs)),
    nowMs: Math.max(...saved.map((one) => one.nowMs)),
    nextSerial: tiles.length,
    tiles,
    waiting,
  };
}
