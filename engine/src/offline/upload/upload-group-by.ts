import { TilescopeError } from "../../errors.ts";
import { loadSqlParser } from "../../expression/index.ts";
import { batchDataset } from "../../group-by/dataset-names.ts";
import type { GroupBy } from "../../group-by/group-by.ts";
import { loadForDefinition } from "../../group-by/load-for-definition.ts";
import { inferAccuracy, viewSource } from "../../group-by/source-kind.ts";
import type { PutRequest } from "../../ports/kv-store.ts";
import type { Compatibility } from "../../serving/compatibility.ts";
import { SERVING_INFO_KEY, type StoredServingInfo, writeServingInfo } from "../../serving/stored-serving-info.ts";
import { createRecordCodec, keyCodec, type RecordCodec, type StoredRecord } from "../../tile/index.ts";
import { DAY_MS } from "../../time/duration.ts";
import { entitySnapshots, eventSnapshots } from "../snapshots.ts";
import { type Ds, dsOf, shiftDs, startOfDs } from "../source/ds.ts";
import { singleDay } from "../source/ds-range.ts";
import { type GroupByInput, groupByInput } from "../source/group-by-input.ts";
import type { Warehouse } from "../source/table.ts";
import { streamedColumns } from "./streamed-columns.ts";
import { batchIrValues, snapshotValues, type UploadValues } from "./upload-values.ts";

/** One value of a batch dataset. */
export interface UploadRow {
  readonly keyBytes: Uint8Array;
  readonly valueBytes: Uint8Array;
}

/** What a batch upload of one day puts into the store. */
export interface Upload {
  readonly batchDataset: string;
  /** End of the data in ms, exclusive: the time of all values. */
  readonly batchEndMs: number;
  readonly servingInfo: StoredServingInfo;
  readonly key: RecordCodec;
  /** Name, columns and Avro schema of the values. */
  readonly value: StoredRecord;
  /** One row per key (as many as there are, without aggregations), keys in the order in which they were first read. */
  readonly rows: readonly UploadRow[];
}

/**
 * Chronon's batch upload: everything that the tables know up to the end of the day `endDs`, as the fetcher wants it.
 * SNAPSHOT accuracy gives finished features, TEMPORAL the batch IR, a GroupBy without aggregations its rows. Throws what
 * reading the sources throws, and `offline/bad-upload` for an incremental GroupBy that is not a snapshot of events. With
 * `"strict"` a batch IR holds whole hops at both ends of a window (SPEC S8).
 */
export async function uploadGroupBy(
  groupBy: GroupBy,
  warehouse: Warehouse,
  endDs: Ds,
  compatibility: Compatibility = "chronon",
): Promise<Upload> {
  await loadForDefinition(groupBy);
  if (needsDayTimes(groupBy)) await loadSqlParser();
  const isTemporal = inferAccuracy(groupBy) === "TEMPORAL";
  const isEntity = groupBy.sources?.some((source) => viewSource(source).kind === "entities") ?? false;
  if (groupBy.isIncremental && (isTemporal || isEntity))
    throw new TilescopeError("offline/bad-upload", "Only a snapshot of events can be incremental");
  const batchEndDate = shiftDs(endDs, 1);
  const batchEndMs = startOfDs(batchEndDate);
  // Events of the end day may lie in the next day's partition.
  const readTo = isTemporal && !isEntity ? batchEndDate : endDs;
  const input = groupByInput(warehouse, groupBy, singleDay(readTo));
  const key = keyCodec(input);
  const { record, values } = isTemporal
    ? temporalValues(groupBy, input, batchEndMs, compatibility)
    : finishedValues(groupBy, input, batchEndMs, isEntity);
  return {
    batchDataset: batchDataset(groupBy.metaData?.name ?? ""),
    batchEndMs,
    servingInfo: servingInfo(groupBy, warehouse, input, batchEndDate),
    key,
    value: record,
    rows: values.map((value) => ({ keyBytes: key.encode(value.key), valueBytes: value.bytes })),
  };
}

/** The upload as puts, its serving info included. `tsMillis` is the time of the values, the batch end unless given. */
export function uploadPuts(upload: Upload, tsMillis = upload.batchEndMs): PutRequest[] {
  const encoder = new TextEncoder();
  const servingInfo = {
    keyBytes: encoder.encode(SERVING_INFO_KEY),
    valueBytes: encoder.encode(writeServingInfo(upload.servingInfo)),
  };
  return [...upload.rows, servingInfo].map((row) => ({ ...row, dataset: upload.batchDataset, tsMillis }));
}

const needsDayTimes = ({ sources = [] }: GroupBy): boolean =>
  sources.some(({ events }) => events !== undefined && events.query?.timeColumn === undefined);

function temporalValues(
  groupBy: GroupBy,
  input: GroupByInput,
  batchEndMs: number,
  compatibility: Compatibility,
): UploadValues {
  return groupBy.aggregations === undefined
    ? plainValues(input)
    : batchIrValues(groupBy, input, batchEndMs, compatibility);
}

function finishedValues(groupBy: GroupBy, input: GroupByInput, batchEndMs: number, isEntity: boolean): UploadValues {
  if (groupBy.aggregations === undefined) return plainValues(input);
  const snapshots = isEntity
    ? entitySnapshots(groupBy, input)
    : eventSnapshots(groupBy, input, [dsOf(batchEndMs - DAY_MS)]);
  return snapshotValues(groupBy, snapshots);
}

function plainValues(input: GroupByInput): UploadValues {
  const record = createRecordCodec("Value", input.valueSchema);
  return { record, values: input.rows.map(({ key, row }) => ({ key, bytes: record.encode(row) })) };
}

function servingInfo(groupBy: GroupBy, warehouse: Warehouse, input: GroupByInput, batchEndDate: Ds): StoredServingInfo {
  const streamed = streamedColumns(groupBy, warehouse);
  return {
    groupBy,
    keyAvroSchema: keyCodec(input).schemaJson,
    selectedAvroSchema: createRecordCodec("Value", input.valueSchema).schemaJson,
    ...(streamed !== null && { inputAvroSchema: createRecordCodec("Input", streamed).schemaJson }),
    batchEndDate,
  };
}
