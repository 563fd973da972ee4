import type { RowIr } from "../aggregation/row-aggregator.ts";
import type { Row, Value } from "../schema/value.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { TileTable } from "./tile-table.ts";

/** Plain data of one open tile. Never changed once made, so checkpoints may share it. */
export interface SavedTile {
  readonly serial: number;
  readonly key: Row;
  readonly keyId: string;
  readonly startMs: number;
  /** Stored form, in the order of the base columns. */
  readonly ir: readonly Value[];
  readonly events: number;
  readonly latestMs: number;
  /** Processing time at which the buffered trigger writes it; null when no write waits. */
  readonly timerMs: number | null;
}

/**
 * The IRs of one key over `[startMs, endMs)` while the watermark has not passed its end. A look at the state of the tiling
 * operator, which points the same object at the next tile: valid during the call only.
 */
export class OpenTile {
  readonly #table: TileTable;
  #slot = 0;
  #ir: RowIr | null = null;

  constructor(table: TileTable) {
    this.#table = table;
  }

  at(slot: number): this {
    this.#slot = slot;
    this.#ir = null;
    return this;
  }

  /** Number of the tile in the life of the job, from 0, in order of first events. */
  get serial(): number {
    return this.#table.serial(this.#slot);
  }

  get key(): Row {
    return this.#table.key(this.#slot);
  }

  get keyId(): string {
    return this.#table.keyId(this.#slot);
  }

  get startMs(): EventTimeMs {
    return this.#table.startMs(this.#slot);
  }

  get endMs(): EventTimeMs {
    return this.#table.endMs(this.#slot);
  }

  /** In memory form. */
  get ir(): RowIr {
    this.#ir ??= this.#table.ir(this.#slot);
    return this.#ir;
  }

  get events(): number {
    return this.#table.events(this.#slot);
  }

  /** Event time of the last processed event, which need not be the largest. */
  get latestMs(): EventTimeMs {
    return this.#table.latestMs(this.#slot);
  }

  /** Processing time at which the buffered trigger writes it; null when no write waits. */
  get timerMs(): number | null {
    return this.#table.timerMs(this.#slot);
  }

  /** The key as `encode` gives it for the store, made once for a tile. */
  keyBytes(encode: (key: Row) => Uint8Array): Uint8Array {
    return this.#table.keyBytes(this.#slot, encode);
  }
}
