import type { Plan } from "../group-by/plan.ts";
import type { Row } from "../schema/value.ts";
import { inputCodec, keyCodec, type RecordCodec, type TileCodec, tileCodec } from "../tile/index.ts";
import type { Emission } from "./emission.ts";
import type { Emit, Operator } from "./operator.ts";
import type { TilingOutput } from "./tiling.ts";
import type { EventEmission } from "./untiled.ts";

type Fired = Extract<TilingOutput, { kind: "fired" }>;
type Put = Extract<Emission, { kind: "put" }>;

/** What Chronon's job writes for a tile or an event: Avro key, Avro value, time; for a tile also its slot. */
export class AvroConversion implements Operator<Fired | EventEmission, Put> {
  readonly #plan: Plan;
  readonly #tileSizeMs: number;
  readonly #keys: RecordCodec;
  readonly #tiles: TileCodec;
  readonly #inputs: RecordCodec;

  constructor(plan: Plan, tileSizeMs: number) {
    this.#plan = plan;
    this.#tileSizeMs = tileSizeMs;
    this.#keys = keyCodec(plan);
    this.#tiles = tileCodec(plan);
    this.#inputs = inputCodec(plan);
  }

  onElement(element: Fired | EventEmission, emit: Emit<Put>): void {
    if (element.kind === "event") {
      emit(this.#put(element.key, this.#inputs.encode(element.inputs), element.timeMs));
      return;
    }
    const { tile, isComplete } = element;
    const valueBytes = this.#tiles.encode(this.#plan.baseAggregator.normalize(tile.ir), isComplete);
    const put = this.#put(tile.key, valueBytes, tile.latestMs);
    emit({ ...put, request: { ...put.request, tile: { startMs: tile.startMs, sizeMs: this.#tileSizeMs } } });
  }

  #put(key: Row, valueBytes: Uint8Array, tsMillis: number): Put {
    const keyBytes = this.#keys.encode(key);
    return { kind: "put", request: { dataset: this.#plan.streamingDataset, keyBytes, valueBytes, tsMillis } };
  }
}
