import { TilescopeError } from "../../errors.ts";
import type { DataType, Schema } from "../../schema/schema.ts";
import type { AvroNode } from "./avro-schema-tree.ts";

/**
 * The columns of events written with an Avro record. A union of null and one type is that type; `date` and
 * `timestamp-micros` are dates and timestamps, other logical types what they are written as, a decimal a string. Throws
 * `event/bad-avro-schema` for what no column can hold.
 */
export function avroColumns(schema: AvroNode): Schema {
  if (schema.kind !== "record") throw unfit("an event must be a record");
  return schema.fields.map(({ name, node }) => ({ name, type: columnType(node, name, []) }));
}

function columnType(node: AvroNode, path: string, within: readonly AvroNode[]): DataType {
  switch (node.kind) {
    case "boolean":
    case "int":
    case "long":
    case "float":
    case "double":
    case "string":
      return node.kind;
    case "bytes":
    case "fixed":
      return "binary";
    case "enum":
      return "string";
    case "logical":
      if (node.logicalType === "decimal") return "string";
      if (node.logicalType === "date") return "date";
      return node.logicalType === "timestamp-micros" ? "timestamp" : columnType(node.under, path, within);
    case "array":
      return { list: columnType(node.items, `${path}[]`, within) };
    case "map":
      return { map: columnType(node.items, `${path}{}`, within) };
    case "union": {
      const [only, ...others] = node.branches.filter(({ kind }) => kind !== "null");
      if (only === undefined || others.length > 0) throw unfit(`"${path}" has several types`);
      return columnType(only, path, within);
    }
    case "record":
      if (within.includes(node)) throw unfit(`"${path}" contains itself`);
      return {
        struct: node.name,
        fields: node.fields.map((field) => ({
          name: field.name,
          type: columnType(field.node, `${path}.${field.name}`, [...within, node]),
        })),
      };
    case "null":
      throw unfit(`"${path}" is always null`);
  }
}

function unfit(reason: string): TilescopeError {
  return new TilescopeError("event/bad-avro-schema", `No columns can be made of this schema: ${reason}`);
}
