import { type Frame, type Table, type Warehouse, warehouseOf } from "../offline/source/table.ts";
import { type Json, stringifyJson, valueFromJson, valueToJson } from "../schema/json.ts";
import { type DataType, isList, isMap, isStruct, type Schema } from "../schema/schema.ts";
import type { Row, StructValue, Value } from "../schema/value.ts";
import type { AvroRecord, AvroType } from "../tile/index.ts";
import { arrayOf, objectOf, schemaOf } from "./chronon-case.ts";
import type { JsonObject } from "./windowed-case.ts";

/** Tables as the cases write them, rows as lists in the order of the schema. */
export function tablesOf(json: Json | undefined): Table[] {
  return arrayOf(json).map((item) => {
    const { name, schema: fields, rows } = objectOf(item);
    const schema = schemaOf(fields);
    const read = (row: Json): Row => {
      const values = arrayOf(row);
      return schema.map(({ type }, i) => valueFromJson(type, values[i] ?? null));
    };
    return { name: String(name), schema, rows: arrayOf(rows).map(read) };
  });
}

export const warehouseCase = (json: Json | undefined): Warehouse => warehouseOf(tablesOf(json));

/** A row of a stored record by the field names of its Avro schema. */
export function avroJson(record: AvroRecord, schema: Schema, row: Row): JsonObject {
  return Object.fromEntries(
    record.fields.map(({ name, type: [, avro] }, i) => {
      const field = schema[i];
      return [name, field === undefined ? null : avroValue(avro, field.type, row[i] ?? null)];
    }),
  );
}

function avroValue(avro: AvroType, type: DataType, value: Value): Json {
  if (value === null || typeof avro === "string") return valueToJson(type, value);
  if (avro.type === "array" && isList(type))
    return (value as readonly Value[]).map((item) => avroValue(avro.items, type.list, item));
  if (avro.type === "map" && isMap(type))
    return Object.fromEntries(
      [...(value as ReadonlyMap<string, Value>)].map(([key, item]) => [key, avroValue(avro.values, type.map, item)]),
    );
  if (avro.type !== "record" || !isStruct(type)) return valueToJson(type, value);
  const struct = value as StructValue;
  return avroJson(
    avro,
    type.fields,
    type.fields.map(({ name }) => struct[name] ?? null),
  );
}

/** A table of results: its columns, and its rows sorted by their JSON text. */
export function frameJson({ schema, rows }: Frame): JsonObject {
  const lists = rows.map((row) => schema.map(({ type }, i) => valueToJson(type, row[i] ?? null)));
  const sorted = lists.map((list) => ({ list, text: stringifyJson(list) }));
  sorted.sort((left, right) => (left.text < right.text ? -1 : left.text > right.text ? 1 : 0));
  return {
    columns: schema.map(({ name, type }) => ({ name, type: type as unknown as Json })),
    rows: sorted.map(({ list }) => list),
  };
}
