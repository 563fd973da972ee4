import type { Checked } from "../errors.ts";
import { decodeEvent } from "../schema/decode-event.ts";
import { inferSchema } from "../schema/infer-schema.ts";
import { type Json, parseJson } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import type { LiveRecord } from "./protocol.ts";

const SAMPLE_PER_PARTITION = 1_000;

function jsonOf({ value, problem }: LiveRecord): Checked<Json> {
  try {
    if (value !== null) return { ok: true, value: parseJson(value), warnings: [] };
  } catch (error) {
    return undecodable(`Not JSON: ${(error as Error).message}`);
  }
  return undecodable(problem ?? "The record has no value.");
}

function undecodable(message: string): Checked<never> {
  return { ok: false, diagnostics: [{ code: "event/undecodable", severity: "error", message, path: [] }] };
}

/** The row of a record, or why it is no event: as a job of the server decides. */
export function decodeLiveRecord(record: LiveRecord, schema: Schema): Checked<Row> {
  const json = jsonOf(record);
  return json.ok ? decodeEvent(json.value, schema) : json;
}

/** Columns of the first records of each partition, as a job learns them. Empty where none is an event. */
export function schemaOfRecords(records: readonly LiveRecord[]): Schema {
  const taken = new Map<number, number>();
  const events: Json[] = [];
  for (const record of records) {
    const before = taken.get(record.partition) ?? 0;
    if (before >= SAMPLE_PER_PARTITION) continue;
    taken.set(record.partition, before + 1);
    const json = jsonOf(record);
    if (json.ok) events.push(json.value);
  }
  return inferSchema(events).schema;
}
