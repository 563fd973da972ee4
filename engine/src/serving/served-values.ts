import type { RowIr } from "../aggregation/row-aggregator.ts";
import { TilescopeError } from "../errors.ts";
import type { TimedValue } from "../ports/kv-store.ts";
import type { Row } from "../schema/value.ts";
import {
  batchIrCodec,
  createRecordCodec,
  inputCodec,
  keyCodec,
  mutationCodec,
  outputCodec,
  tileCodec,
} from "../tile/index.ts";
import { type BatchIr, denormalizeBatchIr } from "./batch-ir.ts";
import { RowTable, rowLayout } from "./columnar/row-table.ts";
import { TileTable } from "./columnar/tile-table.ts";
import type { Features } from "./feature-request.ts";
import type { FeatureSet } from "./feature-set.ts";
import { type BatchPart, readEvents, readMutations, readRowTable, readTiles, readTileTable } from "./sawtooth.ts";
import type { ServingInfo } from "./serving-info.ts";
import type { MergeCount } from "./window-merge.ts";

/** The codecs of one serving info, made once. Everything throws `serving/undecodable-value` on a damaged value. */
export interface ServedValues {
  encodeKey(row: Row): Uint8Array;
  batchIr(bytes: Uint8Array): BatchIr;
  /** A batch value that holds finished features. */
  finished(bytes: Uint8Array): Features;
  /**
   * Batch IR and streamed values as of `queryMs`, with the merges of `set`: the plan's features, strict or as Chronon has
   * them. `streamed` is `null` where nothing was asked for. Tiles that start at or after `headMs` do not count.
   */
  merge(
    set: FeatureSet,
    batch: BatchPart,
    streamed: readonly TimedValue[] | null,
    queryMs: number,
    count: MergeCount,
    headMs: number,
  ): RowIr | null;
}

export function createServedValues({ plan, streamed: kind, selectedSchema }: ServingInfo): ServedValues {
  const { baseAggregator } = plan;
  const keys = keyCodec(plan);
  const finished = selectedSchema === undefined ? outputCodec(plan) : createRecordCodec("Value", selectedSchema);
  const batch = batchIrCodec(plan);
  const tile = tileCodec(plan);
  const input = kind?.kind === "mutations" ? mutationCodec(plan) : inputCodec(plan);
  const inputs = plan.inputSchema.length;
  // What is made of numbers alone is read as columns of them; what that cannot do, and all else, goes value by value.
  const tileTable = TileTable.of(baseAggregator);
  const layout = rowLayout(plan, plan.inputSchema);

  function merge(
    set: FeatureSet,
    part: BatchPart,
    values: readonly TimedValue[] | null,
    queryMs: number,
    count: MergeCount,
    headMs: number,
  ): RowIr | null {
    if (values === null || kind === null) return readEvents(set, part, null, queryMs, count);
    switch (kind.kind) {
      case "tiles": {
        if (tileTable?.fill(values, kind.tileSizeMs, headMs)) {
          const read = readTileTable(set, part, tileTable, queryMs, count, headMs);
          if (read !== undefined) return read;
        }
        const tiles = values
          .filter((value) => value.tile?.sizeMs === kind.tileSizeMs && value.millis < headMs)
          .map((value) => ({
            startMs: value.millis,
            ir: decoded(plan.streamingDataset, () => baseAggregator.denormalize(tile.decode(value.bytes).ir)),
          }));
        return readTiles(set, part, tiles, queryMs, count, headMs);
      }
      case "events": {
        const table = layout && RowTable.of(layout, values, queryMs);
        const read = table === null ? undefined : readRowTable(set, part, table, queryMs, count);
        if (read !== undefined) return read;
        const rows = values
          .filter((value) => value.millis < queryMs)
          .map((value) => ({
            timeMs: value.millis,
            row: decoded(plan.streamingDataset, () => input.decode(value.bytes)),
          }));
        return readEvents(set, part, rows, queryMs, count);
      }
      case "mutations": {
        const mutations = values.map((value) => {
          const row = decoded(plan.streamingDataset, () => input.decode(value.bytes));
          const timeMs = Number(row[inputs] ?? Number.NaN);
          return { timeMs, mutationMs: value.millis, isBefore: row[inputs + 1] === true, row: row.slice(0, inputs) };
        });
        return readMutations(set, part, mutations, queryMs, count);
      }
    }
  }

  return {
    encodeKey: (row) => keys.encode(row),
    batchIr: (bytes) => decoded(plan.batchDataset, () => denormalizeBatchIr(plan, batch.decode(bytes))),
    finished: (bytes) => ({
      schema: finished.schema,
      row: decoded(plan.batchDataset, () => finished.decode(bytes)),
    }),
    merge,
  };
}

function decoded<T>(dataset: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (!(cause instanceof TilescopeError)) throw cause;
    throw new TilescopeError("serving/undecodable-value", `A value of ${dataset} cannot be decoded`, cause);
  }
}
