import { TilescopeError } from "../errors.ts";
import { aggregationInputs } from "../group-by/aggregation-inputs.ts";
import { readCompiledJson } from "../group-by/chronon/read-compiled-json.ts";
import { writeCompiledJson } from "../group-by/chronon/write-compiled-json.ts";
import { batchDataset, cleanName, streamingDataset } from "../group-by/dataset-names.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import { inferAccuracy } from "../group-by/source-kind.ts";
import type { Schema } from "../schema/schema.ts";
import type { AvroRecord } from "../tile/index.ts";
import { createFeatureSet } from "./feature-set.ts";
import { schemaFromAvro } from "./schema-from-avro.ts";
import type { ServedGroupBy } from "./serving-info.ts";

/** Key of the row of a batch dataset that says how to read the others, in UTF-8. */
export const SERVING_INFO_KEY = "group_by_serving_info";

/** What an upload stores about itself (Chronon's `GroupByServingInfo`). */
export interface StoredServingInfo {
  readonly groupBy: GroupBy;
  readonly keyAvroSchema: AvroRecord;
  /** Aggregation inputs after selects; without aggregations the columns of the values. */
  readonly selectedAvroSchema: AvroRecord;
  /** Raw columns that the streaming query reads; absent where nothing streams. */
  readonly inputAvroSchema?: AvroRecord;
  /** The day after the last one of the upload. */
  readonly batchEndDate: string;
}

/** Its text, as Chronon's reader takes it: one line, schemas as texts inside. */
export function writeServingInfo(info: StoredServingInfo): string {
  const conf = writeCompiledJson(info.groupBy).replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
  const schemas = [
    ["inputAvroSchema", info.inputAvroSchema],
    ["selectedAvroSchema", info.selectedAvroSchema],
    ["keyAvroSchema", info.keyAvroSchema],
  ] as const;
  const fields = schemas.flatMap(([name, schema]) =>
    schema === undefined ? [] : [`"${name}":${JSON.stringify(javaJson(schema))}`],
  );
  return `{"groupBy":${conf},${fields.join(",")},"batchEndDate":${JSON.stringify(info.batchEndDate)}}`;
}

/** The inverse of `writeServingInfo`. Throws `serving/bad-serving-info` for any other text. */
export function readServingInfo(text: string): StoredServingInfo {
  try {
    const { groupBy, keyAvroSchema, selectedAvroSchema, inputAvroSchema, batchEndDate } = JSON.parse(text);
    const conf = readCompiledJson(JSON.stringify(groupBy));
    if (!conf.ok) throw new TilescopeError("serving/bad-serving-info", conf.diagnostics[0]?.message ?? "no GroupBy");
    return {
      groupBy: conf.value,
      keyAvroSchema: JSON.parse(keyAvroSchema),
      selectedAvroSchema: JSON.parse(selectedAvroSchema),
      ...(inputAvroSchema !== undefined && { inputAvroSchema: JSON.parse(inputAvroSchema) }),
      batchEndDate: String(batchEndDate),
    };
  } catch (cause) {
    throw new TilescopeError("serving/bad-serving-info", "The serving info of an upload cannot be read", cause);
  }
}

/** What fetching needs of an uploaded GroupBy, and the columns of its values where it has no aggregations. */
export function servedGroupBy(info: StoredServingInfo): {
  readonly plan: ServedGroupBy;
  readonly selectedSchema?: Schema;
} {
  const { groupBy } = info;
  const { aggregations } = groupBy;
  const selected = schemaFromAvro(info.selectedAvroSchema);
  const inputs = aggregationInputs(aggregations ?? []);
  const inputSchema = inputs.flatMap((name) => selected.filter((field) => field.name === name));
  const name = groupBy.metaData?.name ?? "";
  return {
    plan: {
      groupBy,
      cleanName: cleanName(name),
      accuracy: inferAccuracy(groupBy),
      keySchema: schemaFromAvro(info.keyAvroSchema),
      inputSchema,
      ...createFeatureSet(inputSchema, aggregations ?? []),
      streamingDataset: streamingDataset(name),
      batchDataset: batchDataset(name),
    },
    ...(aggregations === undefined && { selectedSchema: selected }),
  };
}

/** JSON as Avro's Java library prints schemas: `"name" : "Key"`, items of lists on one line unless they are objects. */
function javaJson(json: unknown, depth = 0): string {
  if (Array.isArray(json)) return `[ ${json.map((item) => javaJson(item, depth)).join(", ")} ]`;
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  const indent = "  ".repeat(depth + 1);
  const fields = Object.entries(json).map(
    ([name, value]) => `${indent}${JSON.stringify(name)} : ${javaJson(value, depth + 1)}`,
  );
  return `{\n${fields.join(",\n")}\n${"  ".repeat(depth)}}`;
}
