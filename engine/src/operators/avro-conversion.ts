import type { Plan } from "../group-by/plan.ts";
import type { PutRequest } from "../ports/kv-store.ts";
import type { Row } from "../schema/value.ts";
import { inputCodec, keyCodec, tileWriter } from "../tile/index.ts";
import type { Emission } from "./emission.ts";
import type { Emit, Operator } from "./operator.ts";
import type { TilingOutput } from "./tiling.ts";
import type { EventEmission } from "./untiled.ts";

/** A tile to be written. */
export type FiredTile = Extract<TilingOutput, { kind: "fired" }>;

/**
 * Turns what a job emits into puts of its streaming dataset: a tile as its stored IR under the time of its last
 * processed event, an untiled event as its inputs under its own time. The slot tells the store which tile it replaces;
 * Chronon's writer leaves that to the store.
 */
export class AvroConversion implements Operator<FiredTile | EventEmission, Extract<Emission, { kind: "put" }>> {
  readonly #plan: Plan;
  readonly #tileSizeMs: number;
  readonly #key;
  readonly #writeTile;
  readonly #input;

  constructor(plan: Plan, tileSizeMs: number) {
    this.#plan = plan;
    this.#tileSizeMs = tileSizeMs;
    this.#key = keyCodec(plan);
    this.#writeTile = tileWriter(plan);
    this.#input = inputCodec(plan);
  }

  readonly #encodeKey = (key: Row): Uint8Array => this.#key.encode(key).slice();

  onElement(element: FiredTile | EventEmission, emit: Emit<Extract<Emission, { kind: "put" }>>): void {
    emit({ kind: "put", request: element.kind === "event" ? this.#event(element) : this.#tilePut(element) });
  }

  #event({ key, inputs, timeMs }: EventEmission): PutRequest {
    return {
      dataset: this.#plan.streamingDataset,
      keyBytes: this.#key.encode(key),
      valueBytes: this.#input.encode(inputs),
      tsMillis: timeMs,
    };
  }

  #tilePut({ tile, isComplete }: FiredTile): PutRequest {
    return {
      dataset: this.#plan.streamingDataset,
      keyBytes: tile.keyBytes(this.#encodeKey),
      valueBytes: this.#writeTile(tile.ir, isComplete),
      tsMillis: tile.latestMs,
      tile: { startMs: tile.startMs, sizeMs: this.#tileSizeMs },
    };
  }
}
