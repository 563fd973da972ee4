import { cleanName } from "../../group-by/dataset-names.ts";
import type { GroupBy } from "../../group-by/group-by.ts";
import type { Row } from "../../schema/value.ts";
import { buildBatchIr, normalizeBatchIr } from "../../serving/batch-ir.ts";
import type { Compatibility } from "../../serving/compatibility.ts";
import { createFeatureSet } from "../../serving/feature-set.ts";
import { batchIrCodec, createRecordCodec, type StoredRecord } from "../../tile/index.ts";
import { rowsByKey, type Snapshots } from "../snapshots.ts";
import type { GroupByInput } from "../source/group-by-input.ts";

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

/** Batch IRs of what came before the end; a key of which nothing counts has an empty one. */
export function batchIrValues(
  groupBy: GroupBy,
  { valueSchema, rows }: GroupByInput,
  endMs: number,
  compatibility: Compatibility,
): UploadValues {
  const set = createFeatureSet(valueSchema, groupBy.aggregations ?? []);
  const codec = batchIrCodec({ cleanName: nameOf(groupBy), ...set });
  const values = rowsByKey(rows).map((ofKey) => ({
    key: ofKey.key,
    bytes: codec.encode(normalizeBatchIr(set, buildBatchIr(set, endMs, ofKey.rows, compatibility))),
  }));
  return { record: codec, values };
}

/** Finished features. */
export function snapshotValues(groupBy: GroupBy, { schema, rows }: Snapshots): UploadValues {
  const codec = createRecordCodec(`${nameOf(groupBy)}_OUTPUT`, schema);
  return { record: codec, values: rows.map(({ key, features }) => ({ key, bytes: codec.encode(features) })) };
}
