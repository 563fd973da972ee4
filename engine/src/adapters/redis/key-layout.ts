import { TilescopeError } from "../../errors.ts";
import { nameBytes } from "../../ports/limits.ts";

const DAY_MS = 86_400_000;
const TIME_BYTES = 8;
/** Part of a slot's name that says: single events, not tiles. */
export const EVENTS = "events";

/**
 * Key of an entity of a dataset: `prefix:{DATASET:base64(key)}`. The braces are a hash tag: all keys that begin with this
 * one are on the same node of a cluster, so that one script may change several of them at once.
 */
export function entityKey(prefix: string, dataset: string, keyBytes: Uint8Array): string {
  return `${datasetPrefix(prefix, dataset)}${base64(keyBytes)}}`;
}

/** What all keys of a dataset begin with. */
export function datasetPrefix(prefix: string, dataset: string): string {
  return `${prefixed(prefix)}{${dataset}:`;
}

/** The set of the names of all datasets. */
export function datasetsKey(prefix: string): string {
  return `${prefixed(prefix)}tilescope:datasets`;
}

/** What all keys of a lock, or of the checkpoints of a job, begin with. The name is their hash tag. */
export function namedKey(prefix: string, kind: "locks" | "checkpoints", name: Uint8Array): string {
  return `${prefixed(prefix)}tilescope:${kind}:{${encodeURIComponent(new TextDecoder().decode(name))}}`;
}

/** Whether a key that begins with the dataset's prefix belongs to it, and not to one whose name goes on after a colon. */
export function isKeyOfDataset(prefix: string, dataset: string, key: string): boolean {
  const start = datasetPrefix(prefix, dataset);
  return key.startsWith(start) && /^[A-Za-z0-9+/=]*\}/.test(key.slice(start.length));
}

/** Beginning of the day of a time, towards 1970 as the layout's first writer rounds. */
export function dayOf(timeMs: number): number {
  return timeMs - (timeMs % DAY_MS);
}

/** Name of the sorted set, behind the entity's key, that holds the tiles of a day and size, or the events of a day. */
export function slotName(dayMs: number, kind: number | typeof EVENTS): string {
  return `${dayMs}:${kind}`;
}

/** Throws `kv-store/bad-name` for a name that would break the hash tag. */
export function checkDataset(dataset: string): void {
  nameBytes("kv-store", dataset);
  if (/[{}]/.test(dataset))
    throw new TilescopeError(
      "kv-store/bad-name",
      `"${dataset.slice(0, 80)}" has a brace, which Redis keys cannot hold`,
    );
}

/** A time in 8 bytes, signed, the highest first. */
export function timeBytes(timeMs: number): Uint8Array {
  const bytes = new Uint8Array(TIME_BYTES);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(timeMs));
  return bytes;
}

/** The value behind its time, as strings and members hold it. */
export function timed(timeMs: number, ...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat([timeBytes(timeMs), ...parts]);
}

/** Takes a time and what is behind it apart; null when the bytes are too few. */
export function readTimed(
  stored: Uint8Array,
  headerBytes = 0,
): { timeMs: number; header: DataView; bytes: Uint8Array } | null {
  const start = TIME_BYTES + headerBytes;
  if (stored.length < start) return null;
  const view = new DataView(stored.buffer, stored.byteOffset, stored.length);
  return {
    timeMs: Number(view.getBigInt64(0)),
    header: new DataView(stored.buffer, stored.byteOffset + TIME_BYTES, headerBytes),
    bytes: new Uint8Array(stored.buffer, stored.byteOffset + start, stored.length - start),
  };
}

/** A pattern of SCAN that matches this text literally and anything behind it. */
export function scanPattern(text: string): string {
  return `${text.replace(/[\\*?[\]^-]/g, "\\$&")}*`;
}

const prefixed = (prefix: string): string => (prefix === "" ? "" : `${prefix}:`);

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
