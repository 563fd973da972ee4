import { TilescopeError } from "../errors.ts";
import { type DataType, describeType, isList, isMap, type Schema } from "../schema/schema.ts";

/** A type in an Avro schema, as JSON. */
export type AvroType =
  | string
  | { readonly type: "int"; readonly logicalType: "byte" | "short" }
  | { readonly type: "array"; readonly items: AvroType }
  | { readonly type: "map"; readonly values: AvroType }
  | AvroRecord;

export interface AvroRecord {
  readonly type: "record";
  readonly name: string;
  /** Only on the outermost record. */
  readonly namespace?: string;
  readonly doc: string;
  readonly fields: readonly AvroField[];
}

export interface AvroField {
  readonly name: string;
  /** Every field may be null. */
  readonly type: readonly ["null", AvroType];
  readonly doc: string;
}

/** Record and field names of one schema: cleaned, and made unique over the whole schema. */
class NameSet {
  readonly #taken = new Set<string>();

  add(name: string): string {
    const clean = name.replace(/[^0-9a-zA-Z_]/g, "_");
    let unique = clean;
    for (let i = 0; this.#taken.has(unique); i++) unique = `${clean}_REPEATED_NAME_${i}`;
    this.#taken.add(unique);
    return unique;
  }
}

const SCALARS = {
  boolean: "boolean",
  int: "int",
  long: "long",
  float: "float",
  double: "double",
  string: "string",
  binary: "bytes",
  byte: { type: "int", logicalType: "byte" },
  short: { type: "int", logicalType: "short" },
} as const;

function avroType(type: DataType, names: NameSet): AvroType {
  if (type === "date" || type === "timestamp")
    throw new TilescopeError(
      "tile/unstorable-type",
      `Avro does not hold ${describeType(type)} here: cast it to string`,
    );
  if (typeof type === "string") return SCALARS[type];
  if (isList(type)) return { type: "array", items: avroType(type.list, names) };
  if (isMap(type)) return { type: "map", values: avroType(type.map, names) };
  const { name, ...rest } = avroRecord(type.struct, type.fields, names);
  return { ...rest, name } satisfies AvroRecord;
}

function avroRecord(recordName: string, schema: Schema, names: NameSet): AvroRecord {
  const name = names.add(recordName);
  const fields = schema.map((field): AvroField => {
    const fieldName = names.add(field.name);
    return { name: fieldName, type: ["null", avroType(field.type, names)], doc: "" };
  });
  return { type: "record", name, doc: "", fields };
}

/**
 * The Avro schema of a record as Chronon names it: in the namespace `ai.chronon.data`, all fields nullable, members of
 * arrays and maps not, and every name that was already used anywhere in the schema with the suffix `_REPEATED_NAME_<n>`.
 * Throws `tile/unstorable-type` for dates and timestamps.
 */
export function avroSchema(recordName: string, schema: Schema): AvroRecord {
  const { type, name, doc, fields } = avroRecord(recordName, schema, new NameSet());
  return { type, name, namespace: "ai.chronon.data", doc, fields };
}
