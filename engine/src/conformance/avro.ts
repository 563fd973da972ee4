import { createRowAggregator } from "../aggregation/create-row-aggregator.ts";
import { expandParts } from "../aggregation/expand-parts.ts";
import { loadSketches } from "../aggregation/sketches/load-sketches.ts";
import { cleanName } from "../group-by/dataset-names.ts";
import { hexFromBytes, type Json, valueToJson } from "../schema/json.ts";
import { isStruct, type Schema, type StructType } from "../schema/schema.ts";
import { buildBatchIr } from "../serving/batch-ir.ts";
import { createFeatureSet, type FeatureSet } from "../serving/feature-set.ts";
import { readEvents } from "../serving/sawtooth.ts";
import { createBatchIrCodec } from "../tile/batch-ir-codec.ts";
import { createRecordCodec, type RecordCodec, type StoredRecord } from "../tile/record-codec.ts";
import { mutationCodec, outputCodec } from "../tile/row-codecs.ts";
import { createTileCodec } from "../tile/tile-codec.ts";
import { aggregationsOf, arrayOf, eventsOf, objectOf, rowOf, schemaOf } from "./chronon-case.ts";
import type { ConformanceAnswer, ConformanceCase, ConformanceHandler } from "./handler.ts";
import { batchIrOf, irOf, type JsonObject, outputOf } from "./windowed-case.ts";

/** The record as the cases show it: its type, and its Avro schema. */
function recordOf({ recordName, schema, schemaJson }: StoredRecord): JsonObject {
  const recordType = { struct: recordName, fields: schema };
  return { recordType: recordType as unknown as Json, avroSchema: schemaJson as unknown as Json };
}

function rowToJson(schema: Schema, row: readonly unknown[]): JsonObject {
  return Object.fromEntries(schema.map(({ name, type }, i) => [name, valueToJson(type, (row[i] ?? null) as never)]));
}

/** The value as it reads back, and its bytes. */
function encoded(codec: RecordCodec, value: Json | undefined): JsonObject {
  const bytes = codec.encode(rowOf(codec.schema, value));
  return { value: rowToJson(codec.schema, codec.decode(bytes)), hex: hexFromBytes(bytes) };
}

/** Values stand in the expected part, as what the reference encoded. */
function rows(testCase: ConformanceCase, codec: RecordCodec): ConformanceAnswer {
  const given = testCase.rows ?? objectOf(testCase.expected ?? {}).rows ?? [];
  return { actual: { ...recordOf(codec), rows: arrayOf(given).map((row) => encoded(codec, objectOf(row).value)) } };
}

function naming(testCase: ConformanceCase): ConformanceAnswer {
  const expected = objectOf(testCase.expected ?? {});
  const recordType = (testCase.recordType ?? expected.recordType) as unknown as StructType | undefined;
  if (recordType === undefined || !isStruct(recordType)) return { unsupported: "the case has no record type" };
  const codec = createRecordCodec(String(testCase.recordName), recordType.fields);
  const value = testCase.value ?? expected.value;
  return { actual: { ...recordOf(codec), ...(value !== undefined && encoded(codec, value)) } };
}

function tile(testCase: ConformanceCase): ConformanceAnswer {
  const schema = schemaOf(testCase.schema);
  const aggregator = createRowAggregator(schema, expandParts(aggregationsOf(testCase.aggregations)).base);
  const ir = aggregator.init();
  for (const { row, timeMs } of eventsOf(schema, testCase.events)) aggregator.update(ir, row, timeMs);
  const codec = createTileCodec(cleanName(String(testCase.groupByName)), aggregator.irSchema);
  const bytes = codec.encode(aggregator.normalize(ir), testCase.isComplete === true);
  return { actual: { ...recordOf(codec), ir: irOf(aggregator, ir), hex: hexFromBytes(bytes) } };
}

/** The GroupBy's clean name: the record's without what the kind of record adds. */
const ownerOf = (testCase: ConformanceCase, suffix: string): string =>
  typeof testCase.groupByName === "string"
    ? cleanName(testCase.groupByName)
    : String(testCase.recordName).slice(0, -suffix.length);

function featureSetOf(testCase: ConformanceCase): FeatureSet {
  return createFeatureSet(schemaOf(testCase.schema), aggregationsOf(testCase.aggregations));
}

function batchIr(testCase: ConformanceCase): ConformanceAnswer {
  const set = featureSetOf(testCase);
  const { windowedAggregator, baseAggregator } = set;
  const rows = eventsOf(baseAggregator.inputSchema, testCase.events);
  const built = buildBatchIr(set, Number(testCase.batchEndTs), rows);
  const codec = createBatchIrCodec(ownerOf(testCase, "_IR"), windowedAggregator.irSchema, baseAggregator.irSchema);
  const bytes = codec.encode({
    collapsed: windowedAggregator.normalize(built.collapsed),
    tailHops: built.tailHops.map((hops) =>
      hops.map(({ startMs, ir }) => ({ startMs, ir: baseAggregator.normalize(ir) })),
    ),
  });
  const stored = codec.decode(bytes);
  const value = batchIrOf(set, {
    collapsed: windowedAggregator.denormalize(stored.collapsed),
    tailHops: stored.tailHops.map((hops) =>
      hops.map(({ startMs, ir }) => ({ startMs, ir: baseAggregator.denormalize(ir) })),
    ),
  });
  return { actual: { ...recordOf(codec), value, hex: hexFromBytes(bytes) } };
}

function output(testCase: ConformanceCase): ConformanceAnswer {
  const set = featureSetOf(testCase);
  const { windowedAggregator, baseAggregator } = set;
  const endMs = Number(testCase.batchEndTs);
  const ir = buildBatchIr(set, endMs, eventsOf(baseAggregator.inputSchema, testCase.events));
  const merged = readEvents(set, { ir, endMs }, null, Number(testCase.queryTs)) ?? windowedAggregator.init();
  const codec = outputCodec({ cleanName: ownerOf(testCase, "_OUTPUT"), windowedAggregator });
  const bytes = codec.encode(windowedAggregator.finalize(merged));
  return { actual: { ...recordOf(codec), value: outputOf(windowedAggregator, merged), hex: hexFromBytes(bytes) } };
}

/** Avro schemas and bytes of keys, rows, tiles, batch IRs and outputs. */
export const avro: ConformanceHandler = async (testCase) => {
  switch (testCase.subkind) {
    case "key":
    case "row":
      return rows(testCase, createRecordCodec(String(testCase.recordName), schemaOf(testCase.schema)));
    case "mutationRow": {
      const inputSchema = schemaOf(testCase.schema);
      return rows(testCase, mutationCodec({ cleanName: ownerOf(testCase, "_MUTATION_COLS"), inputSchema }));
    }
    case "naming":
      return naming(testCase);
  }
  await loadSketches();
  switch (testCase.subkind) {
    case "tile":
      return tile(testCase);
    case "batchIr":
      return batchIr(testCase);
    case "output":
      return output(testCase);
    default:
      return { unsupported: `no support for Avro cases of subkind "${testCase.subkind}"` };
  }
};
