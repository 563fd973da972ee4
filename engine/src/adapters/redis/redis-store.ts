import type { Redis } from "ioredis";
import { TilescopeError } from "../../errors.ts";
import type { GetRequest, GetResponse, KVStore, PutRequest } from "../../ports/kv-store.ts";
import { checkGet, checkPut } from "../../ports/limits.ts";
import {
  checkDataset,
  datasetPrefix,
  datasetsKey,
  dayOf,
  entityKey,
  isKeyOfDataset,
  scanPattern,
} from "./key-layout.ts";
import { type Command, createPatientCalls, type Outcome } from "./patient-calls.ts";
import { isStreaming } from "./put-command.ts";
import { Puts } from "./puts.ts";
import { readReply } from "./read-reply.ts";
import { connectRedis } from "./redis-connection.ts";
import { completeRedisSettings, type RedisSettings } from "./redis-settings.ts";
import { READ, SCRIPTS } from "./scripts.ts";
import { UnderWay } from "./under-way.ts";

const DAY_MS = 86_400_000;
/** Tiles of other writers are looked for in this many days from the asked time on, and in as many up to now. */
const FOREIGN_DAYS = 7;
const SCAN_COUNT = 1_000;

/**
 * A KVStore in Redis, one server or a cluster, in the byte layout of the Redis store of Chronon's fork (see the README of
 * the adapters). Every put is stored wholly or not at all. The puts of one call do not appear together.
 */
export function createRedisStore(given: RedisSettings): KVStore {
  const settings = completeRedisSettings(given);
  const { keyPrefix, maxValueBytes, clock } = settings;
  const connection = connectRedis(settings, SCRIPTS);
  const calls = createPatientCalls(connection, settings, "kv-store");
  const puts = new Puts(connection, settings, calls);
  const underWay = new UnderWay();
  let closed = false;

  function track<T>(work: () => Promise<T>): Promise<T> {
    if (closed) return Promise.reject(new TilescopeError("kv-store/closed", "The store is closed"));
    return underWay.run(work);
  }

  async function multiPut(requests: readonly PutRequest[]): Promise<boolean[]> {
    for (const request of requests) {
      checkPut(request, maxValueBytes);
      checkDataset(request.dataset);
    }
    const datasets = [...new Set(requests.map(({ dataset }) => dataset))];
    const noteNames =
      datasets.length === 0 ? [] : [() => connection.client().sadd(datasetsKey(keyPrefix), ...datasets)];
    const [named, outcomes] = await Promise.all([calls.all("write", noteNames), puts.all(requests)]);
    const failed = outcomes.findIndex((outcome) => !outcome.ok);
    const first = failed < 0 ? named[0] : ofDataset(outcomes[failed], requests[failed]?.dataset);
    const stored = outcomes.map((outcome) => outcome.ok && named[0]?.ok === true);
    if (first !== undefined && !first.ok && !stored.includes(true)) throw first.error;
    return stored;
  }

  function get(request: GetRequest): Command<unknown> {
    const entity = entityKey(keyPrefix, request.dataset, request.keyBytes);
    const after = request.afterTsMillis;
    const isFrom = after !== undefined && after !== Number.NEGATIVE_INFINITY;
    const args = [
      after === undefined ? "latest" : isFrom ? String(after) : "-inf",
      isFrom ? String(dayOf(after)) : "-inf",
      ...foreignPlaces(request.dataset, isFrom ? after : null),
    ];
    return () => connection.run(READ, [entity, `${entity}:slots`], args);
  }

  function foreignPlaces(dataset: string, afterMs: number | null): string[] {
    const sizes = isStreaming(dataset) ? settings.foreignTileSizesMs : [];
    if (sizes.length === 0) return ["0"];
    const today = dayOf(clock.now());
    const recent = [today - FOREIGN_DAYS * DAY_MS, today + DAY_MS] as const;
    const ranges = afterMs === null ? [recent] : daysFrom(dayOf(afterMs), recent);
    return [String(ranges.length), ...ranges.flat().map(String), ...sizes.map(String)];
  }

  async function multiGet(requests: readonly GetRequest[]): Promise<GetResponse[]> {
    for (const request of requests) checkGet(request);
    const outcomes = await calls.all("read", requests.map(get));
    return outcomes.map((outcome, i) => {
      const request = requests[i];
      if (!outcome.ok || request === undefined) return ofDataset(outcome, request?.dataset) as GetResponse;
      return readReply(request, outcome.value);
    });
  }

  async function drop(dataset: string, mayGoOn: () => boolean): Promise<void> {
    checkDataset(dataset);
    const nodes = await calls.one("write", async () => connection.masters());
    for (const node of nodes) await removeKeys(node, dataset, mayGoOn);
    await calls.one("write", () => connection.client().srem(datasetsKey(keyPrefix), dataset));
  }

  /** By looking at all keys of the node: what other writers left is not in any index of ours. */
  async function removeKeys(node: Redis, dataset: string, mayGoOn: () => boolean): Promise<void> {
    const pattern = scanPattern(datasetPrefix(keyPrefix, dataset));
    let cursor = "0";
    do {
      const [next, keys] = await calls.one("write", () => node.scan(cursor, "MATCH", pattern, "COUNT", SCAN_COUNT));
      const own = keys.filter((key) => isKeyOfDataset(keyPrefix, dataset, key));
      if (!mayGoOn())
        throw new TilescopeError("kv-store/interrupted", `Removing ${dataset} was ended before all of it was removed`);
      if (own.length > 0)
        await calls.one("write", () => Promise.all(own.map((key) => connection.client().unlink(key))));
      cursor = next;
    } while (cursor !== "0");
  }

  return {
    create: (dataset) =>
      track(async () => {
        checkDataset(dataset);
        await calls.one("write", () => connection.client().sadd(datasetsKey(keyPrefix), dataset));
      }),
    multiPut: (requests) => track(() => multiPut(requests)),
    multiGet: (requests) => track(() => multiGet(requests)),
    list: () =>
      track(async () => {
        const names = await calls.one("read", () => connection.client().smembers(datasetsKey(keyPrefix)));
        return names.sort();
      }),
    drop: (dataset, mayGoOn = () => true) => track(() => drop(dataset, mayGoOn)),
    async close() {
      if (closed) return;
      closed = true;
      await underWay.idle();
      connection.close();
    },
  };
}

/** What Redis refused, with the dataset that it is about. */
function ofDataset<T>(outcome: Outcome<T> | undefined, dataset: string | undefined): Outcome<T> | undefined {
  if (outcome === undefined || outcome.ok || dataset === undefined) return outcome;
  const { code, message, cause } = outcome.error;
  if (code === "kv-store/unavailable") return outcome;
  return { ok: false, error: new TilescopeError(code, `${dataset}: ${message}`, cause) };
}

/** Ranges of days, first and last, that begin at `day` and lie near it or in `recent`; they do not overlap. */
function daysFrom(day: number, recent: readonly [number, number]): (readonly [number, number])[] {
  const [from, to] = recent;
  if (day >= from) return day > to ? [[day, day + FOREIGN_DAYS * DAY_MS]] : [[day, to]];
  const end = Math.min(day + FOREIGN_DAYS * DAY_MS, from - DAY_MS);
  return [[day, end], recent];
}
