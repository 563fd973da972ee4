import type { SavedTile } from "../operators/open-tile.ts";
import type { SavedTiling } from "../operators/tiling.ts";
import type { PipelineState } from "./pipeline.ts";

/** What became different between two states of one pipeline. */
export interface StateChanges {
  /** Serials of the tiles that closed. */
  readonly closed: readonly number[];
  /** The later state, with only those of its tiles that are new or changed. */
  readonly state: PipelineState;
}

const tilingOf = (state: PipelineState): SavedTiling | null =>
  (state.operators.tiling as SavedTiling | undefined) ?? null;

const withTiles = (state: PipelineState, tiling: SavedTiling, tiles: readonly SavedTile[]): PipelineState => ({
  ...state,
  operators: { ...state.operators, tiling: { ...tiling, tiles } },
});

/** How many open tiles a state holds. */
export const tileCount = (state: PipelineState): number => tilingOf(state)?.tiles.length ?? 0;

/**
 * The difference between two snapshots of one running pipeline. A tile that did not change is the very same object in
 * both, so this costs a look at each tile and nothing of its contents.
 */
export function stateChanges(before: PipelineState, after: PipelineState): StateChanges {
  const later = tilingOf(after);
  if (later === null) return { closed: [], state: after };
  const earlier = new Map((tilingOf(before)?.tiles ?? []).map((tile) => [tile.serial, tile]));
  const changed: SavedTile[] = [];
  for (const tile of later.tiles) {
    if (earlier.get(tile.serial) !== tile) changed.push(tile);
    earlier.delete(tile.serial);
  }
  return { closed: [...earlier.keys()], state: withTiles(after, later, changed) };
}

/** The later state again, from the earlier one and what changed. */
export function applyChanges(before: PipelineState, { closed, state }: StateChanges): PipelineState {
  const later = tilingOf(state);
  if (later === null) return state;
  const tiles = new Map((tilingOf(before)?.tiles ?? []).map((tile) => [tile.serial, tile]));
  for (const serial of closed) tiles.delete(serial);
  for (const tile of later.tiles) tiles.set(tile.serial, tile);
  const inOrder = [...tiles.values()].sort((a, b) => a.startMs - b.startMs || a.serial - b.serial);
  return withTiles(state, later, inOrder);
}
