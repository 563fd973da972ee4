import avro from "avsc";
import { TilescopeError } from "../../errors.ts";

/** An Avro schema with its names resolved: what reading needs to know of it. */
export type AvroNode =
  | { readonly kind: "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string" }
  | { readonly kind: "fixed"; readonly size: number }
  | { readonly kind: "enum"; readonly symbols: readonly string[] }
  | { readonly kind: "array" | "map"; readonly items: AvroNode }
  | { readonly kind: "union"; readonly branches: readonly AvroNode[] }
  | { readonly kind: "record"; readonly name: string; readonly fields: readonly AvroField[] }
  | { readonly kind: "logical"; readonly logicalType: string; readonly scale: number; readonly under: AvroNode };

export interface AvroField {
  readonly name: string;
  readonly node: AvroNode;
}

/** The logical types that change how a value is to be understood; of others the underlying value says it all. */
const LOGICAL_TYPES = ["decimal", "date", "timestamp-micros"] as const;

/** avsc checks the schema and resolves its names; bytes are read by `avro-reader.ts`, which trusts none. */
class Marked extends avro.types.LogicalType {
  readonly logicalType: string;
  readonly scale: number;

  constructor(schema: avro.Schema, options?: avro.ForSchemaOptions) {
    super(schema, options);
    const { logicalType, scale } = schema as { logicalType?: string; scale?: number };
    this.logicalType = logicalType ?? "";
    this.scale = scale ?? 0;
  }
}

/** Reads the schema that a writer used, as JSON. Throws `event/bad-avro-schema` that says what is wrong with it. */
export function readAvroSchema(schema: unknown): AvroNode {
  try {
    const type = avro.Type.forSchema(schema as avro.Schema, {
      wrapUnions: true,
      logicalTypes: Object.fromEntries(LOGICAL_TYPES.map((name) => [name, Marked])),
    });
    return nodeOf(type, new Map());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TilescopeError("event/bad-avro-schema", `This is no Avro schema: ${reason}`, error);
  }
}

/** `known`: types may contain themselves. */
function nodeOf(type: avro.Type, known: Map<avro.Type, AvroNode>): AvroNode {
  const found = known.get(type);
  if (found !== undefined) return found;
  if (type instanceof Marked) {
    const { logicalType, scale } = type;
    return { kind: "logical", logicalType, scale, under: nodeOf(type.underlyingType, known) };
  }
  if (type instanceof avro.types.RecordType) {
    const fields: AvroField[] = [];
    const node: AvroNode = { kind: "record", name: type.name ?? "", fields };
    known.set(type, node);
    for (const field of type.fields) fields.push({ name: field.name, node: nodeOf(field.type, known) });
    return node;
  }
  if (type instanceof avro.types.ArrayType) return { kind: "array", items: nodeOf(type.itemsType, known) };
  if (type instanceof avro.types.MapType) return { kind: "map", items: nodeOf(type.valuesType, known) };
  if (type instanceof avro.types.WrappedUnionType || type instanceof avro.types.UnwrappedUnionType)
    return { kind: "union", branches: type.types.map((branch) => nodeOf(branch, known)) };
  if (type instanceof avro.types.EnumType) return { kind: "enum", symbols: type.symbols };
  if (type instanceof avro.types.FixedType) return { kind: "fixed", size: type.size };
  const kind = type.typeName;
  switch (kind) {
    case "null":
    case "boolean":
    case "int":
    case "long":
    case "float":
    case "double":
    case "bytes":
    case "string":
      return { kind };
    default:
      throw new TilescopeError("event/bad-avro-schema", `the type ${kind} is not supported`);
  }
}
