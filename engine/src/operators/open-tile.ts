import type { RowAggregator, RowIr } from "../aggregation/row-aggregator.ts";
import type { Row, Value } from "../schema/value.ts";
import { type EventTimeMs, eventTime } from "../time/event-time.ts";

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

/** The IRs of one key over `[startMs, endMs)` while the watermark has not passed its end. Belongs to the tiling operator. */
export class OpenTile {
  /** Number of the tile in the life of the job, from 0, in order of first events. */
  readonly serial: number;
  readonly key: Row;
  readonly keyId: string;
  readonly startMs: EventTimeMs;
  readonly endMs: EventTimeMs;
  readonly ir: RowIr;
  events = 0;
  /** Event time of the last processed event, which need not be the largest. */
  latestMs: EventTimeMs;
  timerMs: number | null = null;
  /** The key as the store has it, once a write of the tile has made it. */
  keyBytes: Uint8Array | null = null;
  #saved: SavedTile | null = null;

  constructor(
    serial: number,
    { key, keyId }: { readonly key: Row; readonly keyId: string },
    startMs: number,
    sizeMs: number,
    ir: RowIr,
  ) {
    this.serial = serial;
    this.key = key;
    this.keyId = keyId;
    this.startMs = eventTime(startMs);
    this.endMs = eventTime(startMs + sizeMs);
    this.ir = ir;
    this.latestMs = this.startMs;
  }

  static restored(saved: SavedTile, sizeMs: number, aggregator: RowAggregator): OpenTile {
    const tile = new OpenTile(saved.serial, saved, saved.startMs, sizeMs, aggregator.denormalize(saved.ir));
    tile.events = saved.events;
    tile.latestMs = eventTime(saved.latestMs);
    tile.timerMs = saved.timerMs;
    return tile;
  }

  add(aggregator: RowAggregator, inputs: Row, timeMs: EventTimeMs): void {
    aggregator.update(this.ir, inputs, timeMs);
    this.events++;
    this.latestMs = timeMs;
    this.#saved = null;
  }

  setTimer(timerMs: number | null): void {
    this.timerMs = timerMs;
    this.#saved = null;
  }

  /** Keeps what it made until the tile changes, so that frequent checkpoints cost what changed between them. */
  save(aggregator: RowAggregator): SavedTile {
    this.#saved ??= {
      serial: this.serial,
      key: this.key,
      keyId: this.keyId,
      startMs: this.startMs,
      ir: aggregator.normalize(this.ir),
      events: this.events,
      latestMs: this.latestMs,
      timerMs: this.timerMs,
    };
    return this.#saved;
  }
}
