import type { PutRequest } from "../../ports/kv-store.ts";
import { dayOf, EVENTS, entityKey, slotName, timeBytes, timed } from "./key-layout.ts";
import type { Command } from "./patient-calls.ts";
import type { RedisConnection } from "./redis-connection.ts";
import type { CompleteRedisSettings } from "./redis-settings.ts";
import { PUT_EVENT, PUT_TILE, PUT_VALUE } from "./scripts.ts";

const SERVING_INFO = Buffer.from("group_by_serving_info");
const STREAMING = "_STREAMING";
const BATCH = "_BATCH";

/** Values of streaming datasets without a slot are events, of which each is kept; of other datasets only the latest is. */
export function isStreaming(dataset: string): boolean {
  return dataset.endsWith(STREAMING);
}

/** The command that stores one put. `token` tells one event from an equal one. */
export function putCommand(
  connection: RedisConnection,
  settings: CompleteRedisSettings,
  request: PutRequest,
  token: Buffer,
): Command<unknown> {
  const { dataset, keyBytes, valueBytes, tsMillis, tile, version } = request;
  const entity = entityKey(settings.keyPrefix, dataset, keyBytes);
  const index = `${entity}:slots`;
  const ttl = secondsToLive(settings, request);
  if (tile !== undefined) {
    const day = dayOf(tile.startMs);
    const slot = slotName(day, tile.sizeMs);
    const set = `${entity}:${slot}`;
    const member = timed(tile.startMs, valueBytes);
    const args = [String(day), slot, String(tile.startMs), member, ttl, version === undefined ? "" : String(version)];
    return () => connection.run(PUT_TILE, [index, set, `${set}:versions`], args);
  }
  if (!isStreaming(dataset)) {
    const value = timed(tsMillis, valueBytes);
    return () => connection.run(PUT_VALUE, [entity], [String(tsMillis), value, ttl]);
  }
  const day = dayOf(tsMillis);
  const slot = slotName(day, EVENTS);
  // The caller may change its bytes while this is on its way.
  const bytes = Buffer.from(valueBytes);
  const place = version === undefined ? "" : String(version);
  const args = [String(day), slot, String(tsMillis), Buffer.from(timeBytes(tsMillis)), place, token, bytes, ttl];
  return (again) => connection.run(PUT_EVENT, [index, `${entity}:${slot}`], [...args, again ? "1" : "0"]);
}

/** Streamed and batch values come again; metadata and serving info do not. */
function secondsToLive({ ttlSeconds }: CompleteRedisSettings, { dataset, keyBytes }: PutRequest): string {
  const expires = isStreaming(dataset) || (dataset.endsWith(BATCH) && SERVING_INFO.compare(keyBytes) !== 0);
  return expires && ttlSeconds !== null ? String(ttlSeconds) : "";
}
