import type { AggregationPart } from "../aggregation/aggregation-part.ts";
import { checkAggregation } from "../aggregation/check-aggregation.ts";
import { createRowAggregator } from "../aggregation/create-row-aggregator.ts";
import { expandParts } from "../aggregation/expand-parts.ts";
import { isOperationLoaded } from "../aggregation/operations.ts";
import { incrementalOutputColumnName, outputColumnName } from "../aggregation/output-column-name.ts";
import { TilescopeError } from "../errors.ts";
import type { Json } from "../schema/json.ts";
import { type DataType, isList, isMap, isStruct, type Schema } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import { avroSchema } from "../tile/avro-schema.ts";
import { aggregationsOf, schemaOf } from "./chronon-case.ts";
import type { ConformanceCase, ConformanceHandler } from "./handler.ts";

type JsonObject = { [name: string]: Json };

function errorOf(error: unknown): JsonObject {
  if (error instanceof TilescopeError) return { class: error.code };
  throw error;
}

/** Some ordinary value of `type`, the same for every case. */
function ordinaryValue(type: DataType): Value {
  if (isList(type)) return [ordinaryValue(type.list)];
  if (isMap(type)) return new Map([["k", ordinaryValue(type.map)]]);
  if (isStruct(type)) return Object.fromEntries(type.fields.map((field) => [field.name, ordinaryValue(field.type)]));
  if (type === "string") return "a";
  if (type === "binary") return Uint8Array.of(1);
  return type === "boolean" ? true : 1;
}

async function feedOneRow(schema: Schema, part: AggregationPart): Promise<Json> {
  if (!isOperationLoaded(part.operation)) {
    const { loadSketches } = await import("../aggregation/sketches/load-sketches.ts");
    await loadSketches();
  }
  const aggregator = createRowAggregator(schema, [part]);
  try {
    const row = schema.map((field) => ordinaryValue(field.type));
    aggregator.update(aggregator.init(), row, 0);
    return "ok";
  } catch (error) {
    return errorOf(error);
  }
}

function avroOf(column: string, irType: DataType): JsonObject {
  try {
    return { avroIrSchema: avroSchema("WindowedIr", [{ name: column, type: irType }]) as unknown as Json };
  } catch (error) {
    return { avroError: errorOf(error) };
  }
}

async function typeOf(testCase: ConformanceCase, part: AggregationPart): Promise<JsonObject> {
  const schema = schemaOf(testCase.schema);
  const checked = checkAggregation(part, schema);
  if (!checked.ok)
    return { accepted: false, error: { class: checked.diagnostics.map((diagnostic) => diagnostic.code).join(" ") } };
  const { irType, outputType, deletable } = checked.value;
  const accepted: JsonObject = {
    accepted: true,
    outputType: outputType as unknown as Json,
    update: await feedOneRow(schema, part),
  };
  if (testCase.subkind === "config") return accepted;
  const column = outputColumnName(part);
  return { ...accepted, column, irType: irType as unknown as Json, deletable, ...avroOf(column, irType) };
}

/** Column names, expansion order, result and IR types, accepted and rejected combinations. */
export const names: ConformanceHandler = async (testCase) => {
  const { windowed, base } = expandParts(aggregationsOf(testCase.aggregations));
  const [part] = windowed;
  if (part === undefined) return { unsupported: "a case without aggregations" };
  switch (testCase.subkind) {
    case "column":
      try {
        return {
          actual: {
            outputColumnName: outputColumnName(part),
            incrementalOutputColumnName: incrementalOutputColumnName(part),
          },
        };
      } catch (error) {
        return { actual: { error: errorOf(error) } };
      }
    case "expansion":
      return { actual: { windowed: windowed.map(outputColumnName), unwindowed: base.map(outputColumnName) } };
    case "type":
    case "config":
      return { actual: await typeOf(testCase, part) };
    default:
      return { unsupported: `subkind ${String(testCase.subkind)}` };
  }
};
