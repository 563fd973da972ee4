import type { PutRequest } from "../../ports/kv-store.ts";
import { dayOf, EVENTS, entityKey, slotName, timeBytes, timed } from "./key-layout.ts";
import type { Command } from "./patient-calls.ts";
import type { RedisConnection } from "./redis-connection.ts";
import type { CompleteRedisSettings } from "./redis-settings.ts";
import { PUT_EVENT, PUT_TILES, PUT_VALUE } from "./scripts.ts";

const SERVING_INFO = Buffer.from("group_by_serving_info");
const STREAMING = "_STREAMING";
const BATCH = "_BATCH";

/** Values of streaming datasets without a slot are events, of which each is kept; of other datasets only the latest is. */
export function isStreaming(dataset: string): boolean {
  return dataset.endsWith(STREAMING);
}

type Arg = string | Buffer;

/** The command that stores puts of tiles as one script, one after another. */
export function putTilesCommand(
  connection: RedisConnection,
  settings: CompleteRedisSettings,
  requests: readonly TilePut[],
): Command<unknown> {
  const keys: string[] = [];
  const args: Arg[] = [];
  for (const request of requests) {
    const { dataset, keyBytes, valueBytes, tile, version } = request;
    const entity = entityKey(settings.keyPrefix, dataset, keyBytes);
    const day = dayOf(tile.startMs);
    const slot = slotName(day, tile.sizeMs);
    const set = `${entity}:${slot}`;
    keys.push(`${entity}:slots`, set, `${set}:versions`);
    const member = timed(tile.startMs, valueBytes);
    const place = version === undefined ? "" : String(version);
    args.push(String(day), slot, String(tile.startMs), member, secondsToLive(settings, request), place);
  }
  return () => connection.run(PUT_TILES, keys, args);
}

/** A put that replaces a tile. */
export type TilePut = PutRequest & { readonly tile: NonNullable<PutRequest["tile"]> };

export const isTilePut = (request: PutRequest): request is TilePut => request.tile !== undefined;

/** The command that stores one put, not of a tile. `token` tells one event from an equal one. */
export function putCommand(
  connection: RedisConnection,
  settings: CompleteRedisSettings,
  request: PutRequest,
  token: Buffer,
): Command<unknown> {
  const { dataset, keyBytes, valueBytes, tsMillis, version } = request;
  const entity = entityKey(settings.keyPrefix, dataset, keyBytes);
  const ttl = secondsToLive(settings, request);
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
  return (again) => connection.run(PUT_EVENT, [`${entity}:slots`, `${entity}:${slot}`], [...args, again ? "1" : "0"]);
}

/** Streamed and batch values come again; metadata and serving info do not. */
function secondsToLive({ ttlSeconds }: CompleteRedisSettings, { dataset, keyBytes }: PutRequest): string {
  const expires = isStreaming(dataset) || (dataset.endsWith(BATCH) && SERVING_INFO.compare(keyBytes) !== 0);
  return expires && ttlSeconds !== null ? String(ttlSeconds) : "";
}
