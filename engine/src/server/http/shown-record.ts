import type { LogRecord } from "../../ports/log.ts";
import { stringifyJson } from "../../schema/json.ts";
import { createEventReader, type EventFormat } from "../events/event-decoder.ts";

/** A record as the API shows it. */
export interface ShownRecord {
  readonly partition: number;
  readonly offset: number;
  readonly appendedMs: number;
  /** Text where the bytes are text. */
  readonly key: string | { readonly base64: string } | null;
  /** JSON text as it was appended, or of a decoded Avro event; null when the bytes are neither. */
  readonly value: string | null;
  /** Why there is no value. */
  readonly problem?: string;
}

/** Shows the records of one topic. Whether the text of a JSON topic is JSON is for its reader to see. */
export function recordView(format: EventFormat): (record: LogRecord) => ShownRecord {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  const readAvro = format.kind === "json" ? null : createEventReader(format);
  const keyOf = (key: Uint8Array | null): ShownRecord["key"] => {
    if (key === null) return null;
    try {
      return utf8.decode(key);
    } catch {
      return { base64: Buffer.from(key).toString("base64") };
    }
  };
  return ({ partition, offset, appendedMs, key, value }) => {
    const place = { partition, offset, appendedMs, key: keyOf(key) };
    try {
      return { ...place, value: readAvro === null ? utf8.decode(value) : stringifyJson(readAvro(value)) };
    } catch (error) {
      const reason = readAvro === null ? "the bytes are no UTF-8 text" : (error as Error).message;
      return { ...place, value: null, problem: `Not ${readAvro === null ? "JSON" : "Avro"}: ${reason}` };
    }
  };
}

/** Roughly the bytes that a record takes in an answer. */
export const shownBytes = ({ value, problem }: ShownRecord): number => 120 + (value ?? problem ?? "").length;
