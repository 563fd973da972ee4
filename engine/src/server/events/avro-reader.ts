import { TilescopeError } from "../../errors.ts";
import { hexFromBytes, type Json } from "../../schema/json.ts";
import { AvroInput } from "../../tile/avro-input.ts";
import type { AvroNode } from "./avro-schema-tree.ts";

/** Items that take no bytes, such as nulls, are limited too: a few bytes could claim any number of them. */
const MAX_ITEMS_WITHOUT_BYTES = 1_000_000;

/**
 * Reads one value in Avro's binary encoding, written with `schema`, as JSON: bytes as hex, a decimal as text, integers
 * beyond 2^53 as bigint. Throws a `TilescopeError` for bytes that are not such a value.
 */
export function readAvro(schema: AvroNode, bytes: Uint8Array): Json {
  const input = new AvroInput(bytes);
  const limit = { items: bytes.length + MAX_ITEMS_WITHOUT_BYTES };
  let value: Json;
  try {
    value = read(schema, input, limit);
  } catch (error) {
    if (error instanceof RangeError) return refuse("it is nested too deeply", error);
    throw error;
  }
  if (input.remaining > 0) refuse(`${input.remaining} bytes are left over`);
  return value;
}

function read(node: AvroNode, input: AvroInput, limit: { items: number }): Json {
  switch (node.kind) {
    case "null":
      return null;
    case "boolean": {
      const byte = input.byte();
      return byte > 1 ? refuse(`a boolean is ${byte}`) : byte === 1;
    }
    case "int":
      return input.int();
    case "long":
      return input.long();
    case "float":
      return input.float();
    case "double":
      return input.double();
    case "bytes":
      return hexFromBytes(input.bytes());
    case "string":
      return input.string();
    case "fixed":
      return hexFromBytes(fixed(node.size, input));
    case "enum":
      return node.symbols[input.int()] ?? refuse("an enum has no such symbol");
    case "union": {
      const branch = node.branches[input.int()];
      return branch === undefined ? refuse("a union has no such branch") : read(branch, input, limit);
    }
    case "record":
      return Object.fromEntries(node.fields.map((field) => [field.name, read(field.node, input, limit)]));
    case "array": {
      const items: Json[] = [];
      eachItem(input, limit, () => items.push(read(node.items, input, limit)));
      return items;
    }
    case "map": {
      const entries: [string, Json][] = [];
      eachItem(input, limit, () => entries.push([input.string(), read(node.items, input, limit)]));
      return Object.fromEntries(entries);
    }
    case "logical":
      return node.logicalType === "decimal" ? decimal(node, input) : read(node.under, input, limit);
  }
}

function eachItem(input: AvroInput, limit: { items: number }, readItem: () => void): void {
  for (let count = input.blockCount(); count > 0; count = input.blockCount()) {
    limit.items -= count;
    if (limit.items < 0) refuse("it has more items than bytes");
    for (let i = 0; i < count; i++) readItem();
  }
}

function fixed(size: number, input: AvroInput): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = input.byte();
  return bytes;
}

/** Two's complement, the highest byte first, as decimal text with the digits behind the point that the schema says. */
function decimal({ scale, under }: Extract<AvroNode, { kind: "logical" }>, input: AvroInput): string {
  const bytes = under.kind === "fixed" ? fixed(under.size, input) : input.bytes();
  const unscaled = bytes.length === 0 ? 0n : BigInt.asIntN(8 * bytes.length, BigInt(`0x${hexFromBytes(bytes)}`));
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return unscaled < 0n ? `-${text}` : text;
}

function refuse(reason: string, cause?: unknown): never {
  throw new TilescopeError("event/bad-avro", `The bytes are not what the schema says: ${reason}`, cause);
}
