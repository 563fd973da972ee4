import { createRowAggregator } from "../../aggregation/create-row-aggregator.ts";
import { expandParts } from "../../aggregation/expand-parts.ts";
import { cleanName } from "../../group-by/dataset-names.ts";
import type { GroupBy } from "../../group-by/group-by.ts";
import { keyId } from "../../operators/key-id.ts";
import type { Row } from "../../schema/value.ts";
import { buildBatchIr, normalizeBatchIr } from "../../serving/batch-ir.ts";
import { createFeatureSet } from "../../serving/feature-set.ts";
import { batchIrCodec, outputCodec, type StoredRecord } from "../../tile/index.ts";
import { windowMs } from "../../time/window.ts";
import { computeWindows } from "../compute-windows.ts";
import type { GroupByInput, InputRow } from "../source/group-by-input.ts";

export interface KeyedBytes {
  readonly key: Row;
  readonly bytes: Uint8Array;
}

/** The values of an upload and the record that they are. */
export interface UploadValues {
  readonly record: StoredRecord;
  readonly values: readonly KeyedBytes[];
}

const nameOf = (groupBy: GroupBy): string => cleanName(groupBy.metaData?.name ?? "");

/** Rows by key, keys in the order in which they first come. */
function byKey(rows: readonly InputRow[]): { readonly key: Row; readonly rows: readonly InputRow[] }[] {
  return [...Map.groupBy(rows, ({ key }) => keyId(key)).values()].map((ofKey) => ({
    key: ofKey[0]?.key ?? [],
    rows: ofKey,
  }));
}

/** Batch IRs of what came before the end; a key of which nothing counts has an empty one. */
export function batchIrValues(groupBy: GroupBy, { valueSchema, rows }: GroupByInput, endMs: number): UploadValues {
  const set = createFeatureSet(valueSchema, groupBy.aggregations ?? []);
  const codec = batchIrCodec({ cleanName: nameOf(groupBy), ...set });
  const values = byKey(rows).map((ofKey) => ({
    key: ofKey.key,
    bytes: codec.encode(normalizeBatchIr(set, buildBatchIr(set, endMs, ofKey.rows))),
  }));
  return { record: codec, values };
}

/** Features as of midnight, by daily hops. A key of which all are null is left out. */
export function eventSnapshots(groupBy: GroupBy, { valueSchema, rows }: GroupByInput, endMs: number): UploadValues {
  const set = createFeatureSet(valueSchema, groupBy.aggregations ?? []);
  const codec = outputCodec({ cleanName: nameOf(groupBy), windowedAggregator: set.windowedAggregator });
  const values = byKey(rows).flatMap((ofKey): KeyedBytes[] => {
    const [ir = []] = computeWindows(set, ofKey.rows, [endMs], "snapshot");
    const features = set.windowedAggregator.finalize(ir);
    return features.every((value) => value === null) ? [] : [{ key: ofKey.key, bytes: codec.encode(features) }];
  });
  return { record: codec, values };
}

/**
 * Features over the rows of a snapshot. If any aggregation has windows, those of `[endMs - window, endMs)` count, to the
 * ms and for unbounded features too; otherwise all do, whatever their times.
 */
export function entitySnapshots(groupBy: GroupBy, { valueSchema, rows }: GroupByInput, endMs: number): UploadValues {
  const aggregations = groupBy.aggregations ?? [];
  const { windowed } = expandParts(aggregations);
  const aggregator = createRowAggregator(valueSchema, windowed);
  const codec = outputCodec({ cleanName: nameOf(groupBy), windowedAggregator: aggregator });
  const looksAtTime = aggregations.some(({ windows }) => windows !== undefined);
  const startsMs = windowed.map((part) => endMs - windowMs(part.window));
  const values = byKey(rows).map((ofKey) => {
    const ir = aggregator.init();
    for (const { timeMs, row } of ofKey.rows) {
      if (!looksAtTime) aggregator.update(ir, row, timeMs);
      else if (timeMs < endMs)
        for (const [i, column] of aggregator.columns.entries())
          if (timeMs >= (startsMs[i] ?? 0)) ir[i] = column.update(ir[i], row, timeMs);
    }
    return { key: ofKey.key, bytes: codec.encode(aggregator.finalize(ir)) };
  });
  return { record: codec, values };
}
