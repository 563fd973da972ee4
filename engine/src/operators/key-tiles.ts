import type { OpenTile } from "./open-tile.ts";

/**
 * The open tiles of one key, one at least. Most keys have one tile open and most events meet the tile that the last one
 * met, so these are found without a map.
 */
export class KeyTiles {
  #latest: OpenTile;
  /** By start, while there is more than one. */
  #all: Map<number, OpenTile> | null = null;

  constructor(tile: OpenTile) {
    this.#latest = tile;
  }

  find(startMs: number): OpenTile | undefined {
    if (this.#latest.startMs === startMs) return this.#latest;
    const tile = this.#all?.get(startMs);
    if (tile !== undefined) this.#latest = tile;
    return tile;
  }

  add(tile: OpenTile): void {
    this.#all ??= new Map([[this.#latest.startMs, this.#latest]]);
    this.#all.set(tile.startMs, tile);
    this.#latest = tile;
  }

  /** Takes a tile out. False when it was the last one: then the key goes as well. */
  remove(tile: OpenTile): boolean {
    if (this.#all === null) return false;
    this.#all.delete(tile.startMs);
    if (tile === this.#latest) this.#latest = this.#all.values().next().value ?? tile;
    if (this.#all.size === 1) this.#all = null;
    return true;
  }
}
