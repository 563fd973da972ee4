import { TilescopeError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { GetRequest, GetResponse, KVStore } from "../ports/kv-store.ts";
import { BatchIrCache } from "./batch-ir-cache.ts";
import type { Compatibility } from "./compatibility.ts";
import type { FeatureRequest, FeatureResponse } from "./feature-request.ts";
import { KeyRead } from "./key-read.ts";
import { createPreparation } from "./prepared-serving.ts";
import { type KeyReading, requestKey } from "./request-key.ts";
import type { ServingInfos } from "./serving-info.ts";

export interface FetcherOptions {
  readonly store: KVStore;
  readonly servingInfos: ServingInfos;
  readonly clock: Clock;
  /** How many decoded batch IRs to keep, none where absent. An upload of the same day again is noticed on eviction only. */
  readonly batchIrCacheEntries?: number;
  /**
   * `"strict"`: a request for a moment does not count the tile that holds the moment, and one that the batch data is too
   * old for fails with `serving/past-tail-buffer`. Default: `"chronon"`, the latter then with a warning (SPEC S8).
   * A request can ask for the other.
   */
  readonly compatibility?: Compatibility;
  /** How keys are read: `"checked"` where absent. */
  readonly keyReading?: KeyReading;
}

/** Reads features from a KVStore: what batch values and streamed values come to together. */
export interface Fetcher {
  /**
   * One response per request, in order; a request fails alone, with `serving/unknown-group-by`, `serving/missing-key`,
   * `serving/bad-key`, `serving/bad-time`, `serving/before-batch-end`, `serving/past-tail-buffer` or
   * `serving/undecodable-value`. Rejects only when the store fails as a whole; a single key that it cannot read counts as
   * a key without data, as in Chronon.
   */
  fetchGroupBys(requests: readonly FeatureRequest[]): Promise<FeatureResponse[]>;
}

export function createFetcher({
  store,
  servingInfos,
  clock,
  batchIrCacheEntries = 0,
  compatibility = "chronon",
  keyReading = "checked",
}: FetcherOptions): Fetcher {
  const prepare = createPreparation();
  const cache = new BatchIrCache(batchIrCacheEntries);

  async function begin(request: FeatureRequest): Promise<KeyRead | FeatureResponse> {
    const info = await servingInfos.get(request.name);
    if (info === null)
      throw new TilescopeError("serving/unknown-group-by", `There is no GroupBy ${request.name} to serve`);
    const serving = await prepare(info);
    const queryMs = request.atMillis ?? clock.now();
    if (!Number.isSafeInteger(queryMs))
      throw new TilescopeError("serving/bad-time", `${queryMs} is not a time in whole ms`);
    const key = requestKey(info.plan.keySchema, request, keyReading);
    if ("nullColumn" in key) return { outcome: "null-key", request, keyColumn: key.nullColumn };
    return new KeyRead({
      request,
      serving,
      key: key.row,
      misfit: key.misfit ?? null,
      queryMs,
      cache,
      compatibility: request.compatibility ?? compatibility,
    });
  }

  return {
    async fetchGroupBys(requests) {
      const reads = await Promise.all(requests.map((request) => orFailure(request, () => begin(request))));
      const gets: GetRequest[] = [];
      const ranges = reads.map((read) => {
        const from = gets.length;
        if (read instanceof KeyRead) gets.push(...read.gets);
        return { from, to: gets.length };
      });
      const answers: GetResponse[] = gets.length === 0 ? [] : await store.multiGet(gets);
      return Promise.all(
        reads.map((read, i) => {
          if (!(read instanceof KeyRead)) return read;
          const { from, to } = ranges[i] ?? { from: 0, to: 0 };
          return orFailure(
            read.request,
            () => {
              const response = read.finish(answers.slice(from, to));
              if (read.foundLaterUpload) servingInfos.refresh?.(read.request.name);
              return response;
            },
            read,
          );
        }),
      );
    },
  };
}

const NO_COST = { values: 0, bytes: 0, merges: 0 };

async function orFailure<T>(
  request: FeatureRequest,
  body: () => T | Promise<T>,
  read?: KeyRead,
): Promise<T | FeatureResponse> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof TilescopeError)) throw error;
    return { outcome: "failure", request, error, cost: read?.cost ?? NO_COST };
  }
}
