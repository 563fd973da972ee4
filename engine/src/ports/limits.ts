import { TilescopeError } from "../errors.ts";
import type { GetRequest, PutRequest } from "./kv-store.ts";
import type { LogAppend } from "./log.ts";

/** Longest name of a dataset, topic or job, in UTF-8 bytes. */
export const MAX_NAME_BYTES = 200;
/** Longest key of a value in a KVStore, in bytes. */
export const MAX_KEY_BYTES = 1_500;
/** Largest value of a KVStore or record of a Log where an adapter is not told otherwise, in bytes. */
export const DEFAULT_MAX_VALUE_BYTES = 16 * 1024 * 1024;

type Area = "kv-store" | "log" | "checkpoint-store" | "locks";

const encoder = new TextEncoder();

/** UTF-8 bytes of a name; throws `<area>/bad-name` when it is empty or too long. */
export function nameBytes(area: Area, name: string): Uint8Array {
  const bytes = encoder.encode(name);
  if (bytes.length === 0) throw new TilescopeError(`${area}/bad-name`, "A name must not be empty");
  if (bytes.length > MAX_NAME_BYTES)
    throw new TilescopeError(
      `${area}/bad-name`,
      `Name "${name.slice(0, 40)}…" has ${bytes.length} bytes; the limit is ${MAX_NAME_BYTES}`,
    );
  return bytes;
}

/** Throws the limit that a put breaks; nothing of its call may have been stored before. */
export function checkPut(request: PutRequest, maxValueBytes: number): void {
  const { dataset, keyBytes, valueBytes, tsMillis, tile, version } = request;
  nameBytes("kv-store", dataset);
  checkKey(dataset, keyBytes);
  if (valueBytes.length > maxValueBytes)
    throw new TilescopeError(
      "kv-store/value-too-large",
      `A value for ${dataset} has ${valueBytes.length} bytes; the limit is ${maxValueBytes}`,
    );
  checkTime(dataset, tsMillis);
  if (version !== undefined && !(Number.isSafeInteger(version) && version >= 0))
    throw new TilescopeError("kv-store/bad-version", `${dataset}: ${version} is no version; it must be a whole number`);
  if (tile === undefined) return;
  checkTime(dataset, tile.startMs);
  if (!Number.isSafeInteger(tile.sizeMs) || tile.sizeMs <= 0)
    throw new TilescopeError("kv-store/bad-time", `A tile of ${dataset} has the size ${tile.sizeMs} ms`);
}

/** Throws the limit that a get breaks. Minus infinity is a time here: everything. */
export function checkGet(request: GetRequest): void {
  nameBytes("kv-store", request.dataset);
  checkKey(request.dataset, request.keyBytes);
  const after = request.afterTsMillis;
  if (after !== undefined && after !== Number.NEGATIVE_INFINITY) checkTime(request.dataset, after);
}

/** Throws `log/value-too-large` or `log/no-such-partition`. */
export function checkAppend(topic: string, partitions: number, record: LogAppend, maxValueBytes: number): void {
  const size = record.value.length + (record.key?.length ?? 0);
  if (size > maxValueBytes)
    throw new TilescopeError(
      "log/value-too-large",
      `A record for ${topic} has ${size} bytes; the limit is ${maxValueBytes}`,
    );
  if (record.partition !== undefined) checkPartition(topic, partitions, record.partition);
}

export function checkPartition(topic: string, partitions: number, partition: number): void {
  if (!Number.isInteger(partition) || partition < 0 || partition >= partitions)
    throw new TilescopeError(
      "log/no-such-partition",
      `${topic} has partitions 0 to ${partitions - 1}; there is no ${partition}`,
    );
}

/** Throws `kv-store/key-too-large`. */
export function checkKey(dataset: string, keyBytes: Uint8Array): void {
  if (keyBytes.length > MAX_KEY_BYTES)
    throw new TilescopeError(
      "kv-store/key-too-large",
      `A key of ${dataset} has ${keyBytes.length} bytes; the limit is ${MAX_KEY_BYTES}`,
    );
}

function checkTime(dataset: string, timeMs: number): void {
  if (!Number.isSafeInteger(timeMs))
    throw new TilescopeError("kv-store/bad-time", `${dataset}: ${timeMs} is not a time in whole ms`);
}

/** Throws `checkpoint-store/bad-id` unless the id is a whole number from 0. */
export function checkCheckpointId(checkpointId: number): void {
  if (!Number.isSafeInteger(checkpointId) || checkpointId < 0)
    throw new TilescopeError("checkpoint-store/bad-id", `${checkpointId} is not the id of a checkpoint`);
}

/** The failure of a caller whose fence is older than the one that a job's name was claimed with. */
export function fenced(jobId: string): TilescopeError {
  return new TilescopeError(
    "checkpoint-store/fenced",
    `Another process has taken over ${jobId}; what this one did since does not count.`,
  );
}
