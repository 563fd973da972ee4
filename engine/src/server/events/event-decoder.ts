import type { Checked } from "../../errors.ts";
import { decodeEvent } from "../../schema/decode-event.ts";
import { type Json, parseJson } from "../../schema/json.ts";
import { JsonEventReader } from "../../schema/json-event-reader.ts";
import type { Schema } from "../../schema/schema.ts";
import type { Row } from "../../schema/value.ts";
import { readAvro } from "./avro-reader.ts";
import { readAvroSchema } from "./avro-schema-tree.ts";

/** How the events of a topic are written. */
export type EventFormat =
  | { readonly kind: "json" }
  | {
      readonly kind: "avro";
      /** The schema that the writers use, as JSON. */
      readonly writerSchema: Json;
      /** In front of each value: nothing, or what writers with a schema registry put there, a zero and four bytes of id. */
      readonly framing: "none" | "registry";
    };

/** The row of an event, or the reason why it has none. */
export type EventDecoder = (value: Uint8Array, columns: Schema) => Checked<Row>;

const REGISTRY_BYTES = 5;
const NONE: readonly never[] = [];

/** Reads a value as JSON, whatever its topic's format; throws an `Error` that says what is wrong with the value. */
export type EventReader = (value: Uint8Array) => Json;

/** Compiles the reading of events once per topic. Throws `event/bad-avro-schema`. */
export function createEventReader(format: EventFormat): EventReader {
  return format.kind === "json" ? readJson : avroReader(format);
}

/** Compiles the decoding of events once per topic. Throws `event/bad-avro-schema`. */
export function createEventDecoder(format: EventFormat): EventDecoder {
  if (format.kind === "avro") return decodeBy(createEventReader(format), "Avro");
  const decodeAny = decodeBy(createEventReader(format), "JSON");
  let reader: JsonEventReader | null = null;
  return (value, columns) => {
    if (reader?.schema !== columns) reader = new JsonEventReader(columns);
    const row = reader.read(value);
    return row === null ? decodeAny(value, columns) : { ok: true, value: row, warnings: NONE };
  };
}

/** By way of `Json`, with the reason when there is no row. `name` is what people call the format. */
function decodeBy(read: EventReader, name: string): EventDecoder {
  return (value, columns) => {
    let event: Json;
    try {
      event = read(value);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return refuse(
        `Not ${name}: ${reason}`,
        `Write the events of this topic as ${name}, or declare its other format.`,
      );
    }
    return decodeEvent(event, columns);
  };
}

function readJson(value: Uint8Array): Json {
  return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(value));
}

function avroReader({ writerSchema, framing }: Extract<EventFormat, { kind: "avro" }>): EventReader {
  const schema = readAvroSchema(writerSchema);
  if (framing === "none") return (value) => readAvro(schema, value);
  return (value) => {
    if (value.length < REGISTRY_BYTES || value[0] !== 0) throw new Error("a schema registry's five bytes are missing");
    return readAvro(schema, value.subarray(REGISTRY_BYTES));
  };
}

function refuse(message: string, hint: string): Checked<never> {
  return { ok: false, diagnostics: [{ code: "event/undecodable", severity: "error", message, hint, path: [] }] };
}
