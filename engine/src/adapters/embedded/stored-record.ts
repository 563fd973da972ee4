import { TilescopeError } from "../../errors.ts";
import type { LogAppend, LogRecord } from "../../ports/log.ts";
import { frame, unframe } from "./frame.ts";

const NO_KEY = -1;
const HEADER = 12;

/** A framed record: time as a double, length of the key (-1: none), key, value. */
export function encodeRecord(record: LogAppend, appendedMs: number): Uint8Array {
  const key = record.key ?? new Uint8Array(0);
  const bytes = new Uint8Array(HEADER + key.length + record.value.length);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, appendedMs);
  view.setInt32(8, record.key === null ? NO_KEY : key.length);
  bytes.set(key, HEADER);
  bytes.set(record.value, HEADER + key.length);
  return frame(bytes);
}

/** Throws `log/corrupt`. */
export function decodeRecord(topic: string, partition: number, offset: number, stored: Uint8Array): LogRecord {
  const bytes = unframe(stored);
  if (bytes === null)
    throw new TilescopeError("log/corrupt", `Record ${offset} of partition ${partition} of ${topic} is damaged`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const keyLength = view.getInt32(8);
  const valueAt = HEADER + Math.max(0, keyLength);
  return {
    topic,
    partition,
    offset,
    appendedMs: view.getFloat64(0),
    key: keyLength === NO_KEY ? null : bytes.subarray(HEADER, valueAt),
    value: bytes.subarray(valueAt),
  };
}
