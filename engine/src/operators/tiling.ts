import type { RowAggregator } from "../aggregation/row-aggregator.ts";
import { TilescopeError } from "../errors.ts";
import { type EventTimeMs, eventTime } from "../time/event-time.ts";
import type { FireCause } from "./emission.ts";
import type { EvaluatedEvent } from "./expression-evaluation.ts";
import { KeyTiles } from "./key-tiles.ts";
import { OpenTile, type SavedTile } from "./open-tile.ts";
import type { Emit, Operator } from "./operator.ts";
import type { Rejected } from "./rejected.ts";

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

interface Waiting {
  readonly tile: OpenTile;
  readonly timerMs: number;
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
  readonly #aggregator: RowAggregator;
  readonly #sizeMs: number;
  readonly #bufferMs: number | null;
  readonly #keys = new Map<string, KeyTiles>();
  readonly #byEnd = new Map<number, OpenTile[]>();
  /** Ends of open tiles, largest first, so that the next to close is the last. */
  readonly #ends: number[] = [];
  /** In order of time, since all wait equally long. An entry is stale once its tile has another timer or none. */
  #waiting: Waiting[] = [];
  #waitingHead = 0;
  #nextCloseMs = Number.POSITIVE_INFINITY;
  #watermarkMs = Number.NEGATIVE_INFINITY;
  #nowMs = Number.NEGATIVE_INFINITY;
  #nextSerial = 0;
  #openTiles = 0;

  /** `bufferMs` null: every element fires. */
  constructor(aggregator: RowAggregator, sizeMs: number, bufferMs: number | null) {
    this.#aggregator = aggregator;
    this.#sizeMs = sizeMs;
    this.#bufferMs = bufferMs;
  }

  get openTiles(): number {
    return this.#openTiles;
  }

  /** The open tiles by end, then in order of their first events. Valid until the next step. */
  *tiles(): Iterable<OpenTile> {
    for (let i = this.#ends.length - 1; i >= 0; i--) yield* this.#byEnd.get(this.#ends[i] ?? 0) ?? [];
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
    const known = this.#keys.get(event.keyId)?.find(startMs);
    const tile = known ?? new OpenTile(this.#nextSerial, event, startMs, this.#sizeMs, this.#aggregator.init());
    try {
      tile.add(this.#aggregator, event.inputs, timeMs);
    } catch (error) {
      if (!(error instanceof TilescopeError)) throw error;
      emit({ kind: "invalid", code: error.code, reason: error.message });
      return;
    }
    if (known === undefined) {
      this.#nextSerial++;
      this.#open(tile);
    }
    emit({ kind: "added", tile, event, first: known === undefined });
    if (this.#bufferMs === null) this.#fire(tile, "element", emit);
    else if (tile.timerMs === null) {
      tile.setTimer(this.#nowMs + this.#bufferMs);
      this.#wait(tile);
    }
  }

  onWatermark(watermarkMs: number, emit: Emit<TilingOutput>): void {
    this.#watermarkMs = watermarkMs;
    while (this.#nextCloseMs <= watermarkMs) {
      const endMs = this.#ends.pop() ?? 0;
      const tiles = this.#byEnd.get(endMs) ?? [];
      this.#byEnd.delete(endMs);
      this.#nextCloseMs = (this.#ends.at(-1) ?? Number.POSITIVE_INFINITY) - 1;
      for (const tile of tiles) this.#close(tile, emit);
    }
  }

  onProcessingTime(nowMs: number, emit: Emit<TilingOutput>): void {
    this.#nowMs = nowMs;
    while (this.nextTimerMs() <= nowMs) {
      const tile = this.#waiting[this.#waitingHead++]?.tile;
      if (tile === undefined) return;
      tile.setTimer(null);
      this.#fire(tile, "processing_time", emit);
    }
  }

  nextTimerMs(): number {
    for (; this.#waitingHead < this.#waiting.length; this.#waitingHead++) {
      const next = this.#waiting[this.#waitingHead];
      if (next !== undefined && next.tile.timerMs === next.timerMs) return next.timerMs;
    }
    if (this.#waitingHead > 0) {
      this.#waiting = [];
      this.#waitingHead = 0;
    }
    return Number.POSITIVE_INFINITY;
  }

  snapshot(): SavedTiling {
    const waiting = this.#waiting.slice(this.#waitingHead).filter(({ tile, timerMs }) => tile.timerMs === timerMs);
    return {
      watermarkMs: this.#watermarkMs,
      nowMs: this.#nowMs,
      nextSerial: this.#nextSerial,
      tiles: Array.from(this.tiles(), (tile) => tile.save(this.#aggregator)),
      waiting: waiting.map(({ tile }) => tile.serial),
    };
  }

  restore(saved: SavedTiling): void {
    this.#watermarkMs = saved.watermarkMs;
    this.#nowMs = saved.nowMs;
    this.#nextSerial = saved.nextSerial;
    const bySerial = new Map<number, OpenTile>();
    for (const item of saved.tiles)
      bySerial.set(item.serial, this.#open(OpenTile.restored(item, this.#sizeMs, this.#aggregator)));
    for (const serial of saved.waiting) {
      const tile = bySerial.get(serial);
      if (tile !== undefined) this.#wait(tile);
    }
  }

  #open(tile: OpenTile): OpenTile {
    const ofKey = this.#keys.get(tile.keyId);
    if (ofKey === undefined) this.#keys.set(tile.keyId, new KeyTiles(tile));
    else ofKey.add(tile);
    const ofEnd = this.#byEnd.get(tile.endMs);
    if (ofEnd !== undefined) ofEnd.push(tile);
    else {
      this.#byEnd.set(tile.endMs, [tile]);
      const before = this.#ends.findIndex((endMs) => endMs < tile.endMs);
      if (before < 0) this.#ends.push(tile.endMs);
      else this.#ends.splice(before, 0, tile.endMs);
      this.#nextCloseMs = (this.#ends.at(-1) ?? 0) - 1;
    }
    this.#openTiles++;
    return tile;
  }

  #wait(tile: OpenTile): void {
    if (tile.timerMs !== null) this.#waiting.push({ tile, timerMs: tile.timerMs });
    if (this.#waitingHead > 1_000 && this.#waitingHead > this.#waiting.length / 2) {
      this.#waiting = this.#waiting.slice(this.#waitingHead);
      this.#waitingHead = 0;
    }
  }

  #fire(tile: OpenTile, cause: FireCause, emit: Emit<TilingOutput>): void {
    emit({ kind: "fired", tile, cause, isComplete: this.#watermarkMs >= tile.endMs });
  }

  #close(tile: OpenTile, emit: Emit<TilingOutput>): void {
    if (tile.timerMs !== null) {
      tile.setTimer(null);
      this.#fire(tile, "event_time", emit);
    }
    if (this.#keys.get(tile.keyId)?.remove(tile) === false) this.#keys.delete(tile.keyId);
    this.#openTiles--;
    emit({ kind: "closed", tile });
  }
}
