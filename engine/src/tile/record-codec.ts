import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { AvroInput, corrupt } from "./avro-input.ts";
import { AvroOutput } from "./avro-output.ts";
import { type AvroRecord, avroSchema } from "./avro-schema.ts";
import { type RowCodec, rowCodec } from "./value-codec.ts";

/** What a stored record is called and holds. */
export interface StoredRecord {
  readonly recordName: string;
  readonly schema: Schema;
  readonly schemaJson: AvroRecord;
}

/** Rows of one schema as Avro binary: no header, no schema id. */
export interface RecordCodec extends StoredRecord {
  /** Throws `tile/type-mismatch` for a value that is not of its column's type. */
  encode(row: Row): Uint8Array;
  /** Throws `tile/corrupt-value` for bytes that are not a record of this schema. */
  decode(bytes: Uint8Array): Row;
}

/**
 * First byte of a value that Chronon's encoding has no place for: a null inside a list or map. A record begins with a
 * union index, 0 or 2, so no other value begins with this one. What follows is the record with its array and map members
 * as unions with null. Chronon fails on such values; its readers will refuse these bytes.
 */
const NULLABLE_MEMBERS = 4;

/** Whether the bytes hold nulls inside lists or maps, which Chronon cannot store. */
export function hasNullMembers(bytes: Uint8Array): boolean {
  return bytes[0] === NULLABLE_MEMBERS;
}

const output = new AvroOutput();

/** Encodes rows, or what else a codec writes as one, nulls inside lists and maps included. */
export function encodeRow<Written>(codec: { write(output: AvroOutput, row: Written): void }, row: Written): Uint8Array {
  output.clear();
  codec.write(output, row);
  if (output.nullMember) {
    output.clear();
    output.nullableMembers = true;
    output.byte(NULLABLE_MEMBERS);
    codec.write(output, row);
  }
  return output.take();
}

/** The inverse of `encodeRow`. */
export function decodeRow(codec: RowCodec, bytes: Uint8Array): Row {
  const input = new AvroInput(bytes);
  if (hasNullMembers(bytes)) {
    input.byte();
    input.nullableMembers = true;
  }
  const row = codec.read(input);
  if (input.remaining > 0) corrupt(`${input.remaining} bytes are left over`);
  return row;
}

/** Name, columns and Avro schema of a record, together. */
export function storedRecord(recordName: string, schema: Schema): StoredRecord {
  return { recordName, schema, schemaJson: avroSchema(recordName, schema) };
}

/**
 * The codec of a record with Chronon's names and bytes. 64-bit integers are exact. Throws `tile/unstorable-type` for
 * dates and timestamps.
 */
export function createRecordCodec(recordName: string, schema: Schema): RecordCodec {
  const record = storedRecord(recordName, schema);
  const codec = rowCodec(schema);
  return {
    ...record,
    encode: (row) => encodeRow(codec, row),
    decode: (bytes) => decodeRow(codec, bytes),
  };
}
