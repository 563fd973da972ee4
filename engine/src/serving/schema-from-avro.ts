import { TilescopeError } from "../errors.ts";
import type { DataType, Schema } from "../schema/schema.ts";
import type { AvroRecord, AvroType } from "../tile/index.ts";

const SCALARS: Readonly<Record<string, DataType>> = {
  boolean: "boolean",
  int: "int",
  long: "long",
  float: "float",
  double: "double",
  string: "string",
  bytes: "binary",
};

/**
 * The columns of a record that `avroSchema` wrote. Names that it made unique stay as they are there. Throws
 * `serving/bad-avro-schema` for what it would not write.
 */
export function schemaFromAvro(record: AvroRecord): Schema {
  if (!Array.isArray(record.fields)) return refuse(record);
  return record.fields.map(({ name, type }) => {
    const [empty, value] = Array.isArray(type) ? type : [];
    return empty === "null" && value !== undefined ? { name, type: typeFromAvro(value) } : refuse(type);
  });
}

function typeFromAvro(type: AvroType): DataType {
  if (typeof type === "string") return SCALARS[type] ?? refuse(type);
  switch (type.type) {
    case "int":
      return type.logicalType;
    case "array":
      return { list: typeFromAvro(type.items) };
    case "map":
      return { map: typeFromAvro(type.values) };
    case "record":
      return { struct: type.name, fields: schemaFromAvro(type) };
    default:
      return refuse(type);
  }
}

function refuse(type: unknown): never {
  throw new TilescopeError("serving/bad-avro-schema", `${JSON.stringify(type)} is not a type of a stored record`);
}
