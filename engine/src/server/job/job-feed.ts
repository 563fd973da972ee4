import type { Plan } from "../../group-by/plan.ts";
import type { Emission } from "../../operators/emission.ts";
import { type Json, valueToJson } from "../../schema/json.ts";
import type { Row } from "../../schema/value.ts";
import { type TileCodec, tileCodec } from "../../tile/index.ts";
import type { EmissionFeed } from "./emission-feed.ts";

/** What a tile was when it was written, without its IRs. */
type WrittenTile = Omit<Extract<Emission, { kind: "tile" }>, "kind" | "keyId" | "ir" | "cause">;

/** Writes emissions into a job's feed, in the form that the API documents. Keeps nothing that the pipeline will change. */
export class JobFeed {
  readonly #plan: Plan;
  readonly #feed: EmissionFeed;
  readonly #codec: TileCodec;
  /** Its put follows, whose bytes stand for its IRs until somebody looks: hardly anybody does. */
  #written: WrittenTile | null = null;

  constructor(plan: Plan, feed: EmissionFeed) {
    this.#plan = plan;
    this.#feed = feed;
    this.#codec = tileCodec(plan);
  }

  take(emission: Emission): void {
    const feed = this.#feed;
    switch (emission.kind) {
      case "tile": {
        const { key, startMs, endMs, events, latestMs, isComplete } = emission;
        this.#written = { key, startMs, endMs, events, latestMs, isComplete };
        return;
      }
      case "put": {
        const written = this.#written;
        const { valueBytes } = emission.request;
        this.#written = null;
        if (written !== null) feed.push("tile", () => this.#tileJson(written, valueBytes));
        return;
      }
      case "event": {
        const { key, timeMs } = emission;
        feed.push("event", () => ({ key: keyJson(this.#plan, key), timeMs }));
        return;
      }
      case "late": {
        const { key, timeMs, startMs, endMs, watermarkMs } = emission;
        feed.push("late", () => ({ key: keyJson(this.#plan, key), timeMs, startMs, endMs, watermarkMs }));
        return;
      }
      case "closed": {
        const { keyId, startMs, endMs } = emission;
        feed.push("closed", () => ({ key: keyId, startMs, endMs }));
        return;
      }
      case "invalid": {
        const { code, reason } = emission;
        feed.push("invalid", () => ({ code, reason }));
        return;
      }
      case "watermark": {
        const { watermarkMs } = emission;
        feed.push("watermark", () => ({ watermarkMs }));
        return;
      }
      case "filtered":
        return;
    }
  }

  #tileJson({ key, startMs, endMs, events, latestMs, isComplete }: WrittenTile, valueBytes: Uint8Array): Json {
    const { columns } = this.#plan.baseAggregator;
    const stored = this.#codec.decode(valueBytes).ir;
    const values = columns.map((column, i) => {
      const ir = column.denormalize(stored[i] ?? null);
      return valueToJson(column.outputType, ir === null ? null : column.finalize(ir));
    });
    const names = columns.map((column) => column.name);
    return { key: keyJson(this.#plan, key), startMs, endMs, columns: names, values, events, latestMs, isComplete };
  }
}

const keyJson = ({ keySchema }: Plan, key: Row): Json =>
  Object.fromEntries(keySchema.map(({ name, type }, i) => [name, valueToJson(type, key[i] ?? null)]));
