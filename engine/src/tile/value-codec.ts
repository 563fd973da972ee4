import { TilescopeError } from "../errors.ts";
import { type DataType, isList, isMap, type Schema, type StructType } from "../schema/schema.ts";
import type { Long, Row, StructValue, Value } from "../schema/value.ts";
import { type AvroInput, corrupt } from "./avro-input.ts";
import type { AvroOutput } from "./avro-output.ts";

/** Writes and reads values of one type, never null. Compiled once per schema. */
export interface ValueCodec {
  write(output: AvroOutput, value: Value): void;
  read(input: AvroInput): Value;
}

/** Writes and reads the fields of a record, each of which may be null. */
export interface RowCodec {
  write(output: AvroOutput, row: Row): void;
  read(input: AvroInput): Value[];
}

const NULL_BRANCH = 0;
const VALUE_BRANCH = 1;

/** A value that is not of its type: a bug of whoever made the row. */
function mismatch(expected: string, value: Value): never {
  const shown = typeof value === "string" ? `"${value.slice(0, 40)}"` : String(value).slice(0, 40);
  throw new TilescopeError("tile/type-mismatch", `Expected ${expected} but got ${shown}`);
}

/** The union index in front of a value that may be null. */
export function writeBranch(output: AvroOutput, isNull: boolean): void {
  output.byte(isNull ? 2 * NULL_BRANCH : 2 * VALUE_BRANCH);
}

function isNull(input: AvroInput): boolean {
  const branch = input.int();
  if (branch !== NULL_BRANCH && branch !== VALUE_BRANCH) corrupt(`there is no union branch ${branch}`);
  return branch === NULL_BRANCH;
}

/** Columns in order, each a union of null and its type. */
export function rowCodec(schema: Schema): RowCodec {
  return fieldsCodec(schema.map(({ type }) => valueCodec(type)));
}

/** Fields in order, each a union of null and what its codec holds. */
export function fieldsCodec(codecs: readonly ValueCodec[]): RowCodec {
  return {
    write(output, row) {
      for (let i = 0; i < codecs.length; i++) {
        const value = row[i] ?? null;
        writeBranch(output, value === null);
        if (value !== null) codecs[i]?.write(output, value);
      }
    },
    read: (input) => codecs.map((codec) => (isNull(input) ? null : codec.read(input))),
  };
}

/** The codec of a type. Types that Avro does not hold have been refused by `avroSchema`. */
export function valueCodec(type: DataType): ValueCodec {
  switch (type) {
    case "boolean":
      return {
        write: (output, value) => output.byte(typeof value === "boolean" ? Number(value) : mismatch(type, value)),
        read: (input) => input.byte() !== 0,
      };
    case "byte":
    case "short":
    case "int":
      return {
        write: (output, value) =>
          output.int(value === ((value as number) | 0) ? (value as number) : mismatch(type, value)),
        read: (input) => input.int(),
      };
    case "long":
      return {
        write: (output, value) => output.long(isLong(value) ? value : mismatch(type, value)),
        read: (input) => input.long(),
      };
    case "float":
      return {
        write: (output, value) => output.float(typeof value === "number" ? value : mismatch(type, value)),
        read: (input) => input.float(),
      };
    case "double":
      return {
        write: (output, value) => output.double(typeof value === "number" ? value : mismatch(type, value)),
        read: (input) => input.double(),
      };
    case "string":
      return {
        write: (output, value) => output.string(typeof value === "string" ? value : mismatch(type, value)),
        read: (input) => input.string(),
      };
    case "binary":
      return {
        write: (output, value) => output.bytes(value instanceof Uint8Array ? value : mismatch(type, value)),
        read: (input) => input.bytes(),
      };
    case "date":
    case "timestamp":
      throw new TilescopeError("tile/unstorable-type", `Avro does not hold ${type} here: cast it to string`);
  }
  if (isList(type)) return listCodec(memberCodec(type.list));
  if (isMap(type)) return mapCodec(memberCodec(type.map));
  return structCodec(type);
}

function isLong(value: Value): value is Long {
  return typeof value === "number" ? Number.isSafeInteger(value) : typeof value === "bigint";
}

/** A struct as an object by field name. Names that every object has, such as `constructor`, need care. */
function structCodec({ fields }: StructType): ValueCodec {
  const names = fields.map(({ name }) => name);
  const codecs = fields.map(({ type }) => valueCodec(type));
  const inherited = names.some((name) => name in Object.prototype);
  const get = (struct: StructValue, name: string): Value =>
    (inherited && !Object.hasOwn(struct, name) ? null : struct[name]) ?? null;
  return {
    write(output, value) {
      for (let i = 0; i < codecs.length; i++) {
        const field = get(value as StructValue, names[i] ?? "");
        writeBranch(output, field === null);
        if (field !== null) codecs[i]?.write(output, field);
      }
    },
    read(input) {
      const struct: Record<string, Value> = {};
      for (let i = 0; i < codecs.length; i++) {
        const name = names[i] ?? "";
        const value = isNull(input) ? null : (codecs[i]?.read(input) ?? null);
        if (inherited)
          Object.defineProperty(struct, name, { value, enumerable: true, configurable: true, writable: true });
        else struct[name] = value;
      }
      return struct;
    },
  };
}

/** An item of an array or map: bare, or behind a union index where the value as a whole is written that way. */
function memberCodec(type: DataType): ValueCodec {
  const codec = valueCodec(type);
  return {
    write(output, value) {
      if (output.nullableMembers) writeBranch(output, value === null);
      if (value !== null) codec.write(output, value);
      else output.nullMember = true;
    },
    read: (input) => (input.nullableMembers && isNull(input) ? null : codec.read(input)),
  };
}

/** A list of what `member` holds. */
export function listCodec(member: ValueCodec): ValueCodec {
  return {
    write(output, value) {
      const items = Array.isArray(value) ? (value as readonly Value[]) : mismatch("a list", value);
      if (items.length > 0) output.long(items.length);
      for (const item of items) member.write(output, item);
      output.byte(0);
    },
    read(input) {
      const items: Value[] = [];
      for (let count = input.blockCount(); count > 0; count = input.blockCount())
        for (let i = 0; i < count; i++) items.push(member.read(input));
      return items;
    },
  };
}

function mapCodec(member: ValueCodec): ValueCodec {
  return {
    write(output, value) {
      const entries = value instanceof Map ? (value as ReadonlyMap<string, Value>) : mismatch("a map", value);
      if (entries.size > 0) output.long(entries.size);
      for (const [key, item] of entries) {
        output.string(key);
        member.write(output, item);
      }
      output.byte(0);
    },
    read(input) {
      const entries = new Map<string, Value>();
      for (let count = input.blockCount(); count > 0; count = input.blockCount())
        for (let i = 0; i < count; i++) {
          const key = input.string();
          entries.set(key, member.read(input));
        }
      return entries;
    },
  };
}
