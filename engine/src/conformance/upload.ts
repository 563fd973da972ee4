import { loadSketches } from "../aggregation/sketches/load-sketches.ts";
import { loadSqlParser } from "../expression/index.ts";
import { writeCompiledJson } from "../group-by/chronon/write-compiled-json.ts";
import { streamingDataset } from "../group-by/dataset-names.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import { type Upload, uploadGroupBy } from "../offline/upload/upload-group-by.ts";
import { hexFromBytes, type Json, parseJson } from "../schema/json.ts";
import type { StoredServingInfo } from "../serving/stored-serving-info.ts";
import { createRecordCodec } from "../tile/index.ts";
import { objectOf } from "./chronon-case.ts";
import { orError } from "./failure-case.ts";
import type { ConformanceHandler } from "./handler.ts";
import { avroJson, warehouseCase } from "./warehouse-case.ts";
import type { JsonObject } from "./windowed-case.ts";

/** A serving info as the cases show it: schemas as JSON, the definition as stored. */
export function servingInfoOf(info: StoredServingInfo): JsonObject {
  return {
    batchEndDate: info.batchEndDate,
    keyAvroSchema: info.keyAvroSchema as unknown as Json,
    selectedAvroSchema: info.selectedAvroSchema as unknown as Json,
    ...(info.inputAvroSchema !== undefined && { inputAvroSchema: info.inputAvroSchema as unknown as Json }),
    groupBy: parseJson(writeCompiledJson(info.groupBy)),
  };
}

/** The rows of an upload, decoded and as bytes. */
export function uploadRowsOf({ key, value, rows }: Upload): JsonObject[] {
  const values = createRecordCodec(value.recordName, value.schema);
  return rows.map(({ keyBytes, valueBytes }) => ({
    key: avroJson(key.schemaJson, key.schema, key.decode(keyBytes)),
    value: avroJson(value.schemaJson, value.schema, values.decode(valueBytes)),
    keyHex: hexFromBytes(keyBytes),
    valueHex: hexFromBytes(valueBytes),
  }));
}

/** A batch upload of one day. */
export const upload: ConformanceHandler = async (testCase) => {
  await Promise.all([loadSketches(), loadSqlParser()]);
  const groupBy = objectOf(testCase.conf) as unknown as GroupBy;
  const { endDs } = objectOf(testCase.params);
  return orError(async () => {
    const uploaded = await uploadGroupBy(groupBy, warehouseCase(testCase.tables), String(endDs));
    return {
      servingInfo: servingInfoOf(uploaded.servingInfo),
      valueAvroSchema: uploaded.value.schemaJson as unknown as Json,
      batchDataset: uploaded.batchDataset,
      streamingDataset: streamingDataset(groupBy.metaData?.name ?? ""),
      rows: uploadRowsOf(uploaded),
    };
  });
};
