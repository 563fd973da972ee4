import type { RowAggregator } from "../aggregation/row-aggregator.ts";
import { TilescopeError } from "../errors.ts";
import { type EventTimeMs, eventTime } from "../time/event-time.ts";
import type { FireCause } from "./emission.ts";
import type { EvaluatedEvent } from "./expression-evaluation.ts";
import { OpenTile, type SavedTile } from "./open-tile.ts";
import type { Emit, Operator } from "./operator.ts";
import type { Rejected } from "./rejected.ts";
import { TileTable } from "./tile-table.ts";
import { WriteTimers } from "./write-timers.ts";

/**
 * What happens to tiles and events, in order. `tile` and `event` are the operators' own, valid during the call only: who
 * keeps something of them copies it.
 */
export type TilingOutput =
  | { readonly kind: "added"; readonly tile: OpenTile; readonly event: EvaluatedEvent; readonly first: boolean }
  | { readonly kind: "fired"; readonly tile: OpenTile; readonly cause: FireCause; readonly isComplete: boolean }
  | {
      readonly kind: "late";
      readonly event: EvaluatedEvent;
      readonly startMs: EventTimeMs;
      readonly endMs: EventTimeMs;
      readonly watermarkMs: number;
    }
  | { readonly kind: "closed"; readonly tile: OpenTile }
  | Rejected;

export interface SavedTiling {
  readonly watermarkMs: number;
  readonly nowMs: number;
  readonly nextSerial: number;
  /** By end, then by serial. */
  readonly tiles: readonly SavedTile[];
  /** Serials of the tiles whose write waits, in the order of their timers. */
  readonly waiting: readonly number[];
}

/**
 * Keyed tumbling event-time windows over the base aggregator, with allowed lateness 0.
 *
 * An event is late when the watermark has passed the end of its tile (`end - 1 <= watermark`): it goes to the side
 * output. Otherwise its tile takes it; a value that an aggregation cannot take makes it `invalid`. Without a buffer every event fires its tile; with one, the first event sets a
 * timer and the tile fires when that is due, or when the watermark closes the tile before (`event_time`). Firing keeps
 * the contents: each write is the whole tile so far. A fire is complete when the watermark is at or past the tile's
 * end. The watermark removes a tile, so state is bounded by the open ones.
 */
export class Tiling implements Operator<EvaluatedEvent, TilingOutput, SavedTiling> {
  readonly #sizeMs: number;
  readonly #bufferMs: number | null;
  readonly #tiles: TileTable;
  readonly #timers: WriteTimers;
  /** Shown to who gets an output. */
  readonly #shown: OpenTile;
  /** The watermark that closes a tile next. */
  #nextCloseMs = Number.POSITIVE_INFINITY;
  #watermarkMs = Number.NEGATIVE_INFINITY;
  #nowMs = Number.NEGATIVE_INFINITY;
  #nextSerial = 0;

  /** `bufferMs` null: every element fires. */
  constructor(aggregator: RowAggregator, sizeMs: number, bufferMs: number | null) {
    this.#sizeMs = sizeMs;
    this.#bufferMs = bufferMs;
    this.#tiles = new TileTable(aggregator, sizeMs);
    this.#timers = new WriteTimers(this.#tiles);
    this.#shown = new OpenTile(this.#tiles);
  }

  get openTiles(): number {
    return this.#tiles.openTiles;
  }

  onElement(event: EvaluatedEvent, emit: Emit<TilingOutput>): void {
    const { timeMs } = event;
    const startMs = Math.floor(timeMs / this.#sizeMs) * this.#sizeMs;
    const endMs = startMs + this.#sizeMs;
    if (endMs - 1 <= this.#watermarkMs) {
      const watermarkMs = this.#watermarkMs;
      emit({ kind: "late", event, startMs: eventTime(startMs), endMs: eventTime(endMs), watermarkMs });
      return;
    }
    const tiles = this.#tiles;
    const known = tiles.find(event.keyId, startMs);
    const slot = known >= 0 ? known : tiles.open(startMs);
    try {
      tiles.add(slot, event.inputs, timeMs);
    } catch (error) {
      if (known < 0) tiles.close(slot);
      if (!(error instanceof TilescopeError)) throw error;
      emit({ kind: "invalid", code: error.code, reason: error.message });
      return;
    }
    if (known < 0) {
      tiles.enter(slot, this.#nextSerial++, event);
      this.#nextCloseMs = tiles.nextEndMs() - 1;
    }
    emit({ kind: "added", tile: this.#shown.at(slot), event, first: known < 0 });
    if (this.#bufferMs === null) this.#fire(slot, "element", emit);
    else if (tiles.timerMs(slot) === null) {
      tiles.setTimer(slot, this.#nowMs + this.#bufferMs);
      this.#timers.add(slot);
    }
  }

  onWatermark(watermarkMs: number, emit: Emit<TilingOutput>): void {
    this.#watermarkMs = watermarkMs;
    while (this.#nextCloseMs <= watermarkMs) {
      for (const slot of this.#tiles.takeNext()) this.#close(slot, emit);
      this.#nextCloseMs = this.#tiles.nextEndMs() - 1;
    }
  }

  onProcessingTime(nowMs: number, emit: Emit<TilingOutput>): void {
    this.#nowMs = nowMs;
    while (this.#timers.nextMs() <= nowMs) {
      const slot = this.#timers.take();
      this.#tiles.setTimer(slot, null);
      this.#fire(slot, "processing_time", emit);
    }
  }

  nextTimerMs(): number {
    return this.#timers.nextMs();
  }

  snapshot(): SavedTiling {
    return {
      watermarkMs: this.#watermarkMs,
      nowMs: this.#nowMs,
      nextSerial: this.#nextSerial,
      tiles: Array.from(this.#tiles.slots(), (slot) => this.#tiles.save(slot)),
      waiting: this.#timers.serials(),
    };
  }

  restore(saved: SavedTiling): void {
    this.#watermarkMs = saved.watermarkMs;
    this.#nowMs = saved.nowMs;
    this.#nextSerial = saved.nextSerial;
    const slots = new Map<number, number>();
    for (const tile of saved.tiles) slots.set(tile.serial, this.#tiles.restore(tile));
    for (const serial of saved.waiting) {
      const slot = slots.get(serial);
      if (slot !== undefined) this.#timers.add(slot);
    }
    this.#nextCloseMs = this.#tiles.nextEndMs() - 1;
  }

  #fire(slot: number, cause: FireCause, emit: Emit<TilingOutput>): void {
    const isComplete = this.#watermarkMs >= this.#tiles.endMs(slot);
    emit({ kind: "fired", tile: this.#shown.at(slot), cause, isComplete });
  }

  #close(slot: number, emit: Emit<TilingOutput>): void {
    if (this.#tiles.timerMs(slot) !== null) {
      this.#tiles.setTimer(slot, null);
      this.#fire(slot, "event_time", emit);
    }
    emit({ kind: "closed", tile: this.#shown.at(slot) });
    this.#tiles.close(slot);
  }
}
