import { loadSketches } from "../aggregation/sketches/load-sketches.ts";
import { TilescopeError } from "../errors.ts";
import { loadSqlParser } from "../expression/index.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import type { Join } from "../group-by/join.ts";
import { partPrefix } from "../group-by/join-part-names.ts";
import { uploadGroupBy, uploadPuts } from "../offline/upload/upload-group-by.ts";
import { bytesFromHex, type Json } from "../schema/json.ts";
import type { FeatureRequest } from "../serving/feature-request.ts";
import { createFetcher, type Fetcher } from "../serving/fetcher.ts";
import { createJoinFetcher, type JoinFetcher } from "../serving/join/join-fetcher.ts";
import type { ServedGroupBy } from "../serving/serving-info.ts";
import { servedGroupBy } from "../serving/stored-serving-info.ts";
import { createStoredServingInfos } from "../serving/stored-serving-infos.ts";
import { keyCodec } from "../tile/index.ts";
import { processingTime } from "../time/event-time.ts";
import { arrayOf, objectOf, rowOf } from "./chronon-case.ts";
import { EXTERNAL_HANDLERS } from "./external-handlers.ts";
import { classOf, freshPercentiles, groupByAnswer, joinAnswer } from "./fetch-answer.ts";
import { mutationPuts, streamPuts, tilePuts } from "./fetch-puts.ts";
import { FetchStore } from "./fetch-store.ts";
import type { ConformanceAnswer, ConformanceCase, ConformanceHandler } from "./handler.ts";
import { servingInfoOf } from "./upload.ts";
import { warehouseCase } from "./warehouse-case.ts";
import type { JsonObject } from "./windowed-case.ts";

type Step = ReturnType<typeof objectOf>;

/** Within the time for which a fetcher keeps serving infos. */
const CLOCK = { now: () => processingTime(0) };

/** Keys as the fetcher takes them; `{"int": 3}` and `{"double": 3}` name the boxed type of a number. */
function requestsOf(json: Json | undefined): FeatureRequest[] {
  return arrayOf(json).map((item) => {
    const { name, keys, atMillis } = objectOf(item);
    const plain = Object.entries(objectOf(keys)).map(([key, value]): [string, Json] => {
      if (value === null || typeof value !== "object" || Array.isArray(value)) return [key, value];
      return [key, value.int ?? value.double ?? null];
    });
    return {
      name: String(name),
      keys: Object.fromEntries(plain),
      ...(atMillis !== undefined && { atMillis: Number(atMillis) }),
    };
  });
}

/** One case: a store, what is put into it, and the fetchers over it. */
class FetchRun {
  readonly #store: FetchStore;
  readonly #groupBys: ReadonlyMap<string, GroupBy>;
  readonly #joins: ReadonlyMap<string, Join>;
  readonly #tables: Json | undefined;
  readonly #served = new Map<string, ServedGroupBy>();
  readonly #tileSizesMs = new Map<string, number>();
  #fetcher: Fetcher;
  #joinFetcher: JoinFetcher;
  /** What the store held at the first fetch. */
  contents: Json[] | null = null;

  constructor(groupBys: readonly GroupBy[], joins: readonly Join[], tables: Json | undefined, store: FetchStore) {
    this.#store = store;
    this.#groupBys = new Map(groupBys.map((groupBy) => [groupBy.metaData?.name ?? "", groupBy]));
    this.#joins = new Map(joins.map((join) => [(join.metaData?.name ?? "").replace(".", "/"), join]));
    this.#tables = tables;
    [this.#fetcher, this.#joinFetcher] = this.#newFetchers();
  }

  async step(step: Step): Promise<JsonObject> {
    const name = String(step.groupBy);
    switch (step.op) {
      case "upload":
        return this.#upload(name, step);
      case "stream":
        return this.#put(streamPuts(this.#servedOf(name), step.events));
      case "mutations":
        return this.#put(mutationPuts(this.#servedOf(name), step.events));
      case "tiles":
        this.#tileSizesMs.set(name, Number(step.tileSizeMillis));
        return this.#put(tilePuts(this.#servedOf(name), step.events, Number(step.tileSizeMillis)));
      case "putRaw":
        return this.#putRaw(name, step);
      case "failKey":
        this.#store.fail(this.#datasetOf(name, step.dataset), this.#keyOf(name, step.key));
        return {};
      case "unfail":
        this.#store.unfail();
        return {};
      case "failAll":
        this.#store.isDown = step.on !== false;
        return {};
      case "newFetcher":
        [this.#fetcher, this.#joinFetcher] = this.#newFetchers();
        return {};
      case "fetchGroupBy":
        this.contents ??= this.#store.contents();
        return this.#fetchGroupBys(requestsOf(step.requests));
      case "fetchJoin":
        this.contents ??= this.#store.contents();
        return this.#fetchJoins(requestsOf(step.requests));
      default:
        return { unsupported: `no support for the step "${step.op}"` };
    }
  }

  #newFetchers(): [Fetcher, JoinFetcher] {
    const servingInfos = createStoredServingInfos({
      store: this.#store.port,
      clock: CLOCK,
      tileSizeMs: (name) => this.#tileSizesMs.get(name) ?? null,
    });
    const fetcher = createFetcher({ store: this.#store.port, servingInfos, clock: CLOCK, keyReading: "chronon" });
    const join = async (name: string): Promise<Join | null> => this.#joins.get(name) ?? null;
    const externalHandlers = EXTERNAL_HANDLERS;
    return [fetcher, createJoinFetcher({ fetcher, servingInfos, clock: CLOCK, join, externalHandlers })];
  }

  async #upload(name: string, { endDs, ts }: Step): Promise<JsonObject> {
    const groupBy = this.#groupBys.get(name) ?? {};
    const upload = await uploadGroupBy(groupBy, warehouseCase(this.#tables), String(endDs));
    this.#served.set(name, servedGroupBy(upload.servingInfo).plan);
    await this.#store.put(uploadPuts(upload, ts === undefined ? upload.batchEndMs : Number(ts)));
    const { groupBy: _conf, ...servingInfo } = servingInfoOf(upload.servingInfo);
    return { batchRows: upload.rows.length, batchEndTs: upload.batchEndMs, servingInfo };
  }

  async #put(puts: Parameters<FetchStore["put"]>[0]): Promise<JsonObject> {
    await this.#store.put(puts);
    return {};
  }

  /** A raw value of a tiled stream takes the place of a tile, as everything in there does. */
  #putRaw(name: string, { dataset, key, valueHex, ts }: Step): Promise<JsonObject> {
    const tsMillis = Number(ts);
    const sizeMs = dataset === "streaming" ? this.#tileSizesMs.get(name) : undefined;
    return this.#put([
      {
        dataset: this.#datasetOf(name, dataset),
        keyBytes: this.#keyOf(name, key),
        valueBytes: bytesFromHex(String(valueHex)),
        tsMillis,
        ...(sizeMs !== undefined && { tile: { startMs: tsMillis, sizeMs } }),
      },
    ]);
  }

  #servedOf(name: string): ServedGroupBy {
    const served = this.#served.get(name);
    if (served === undefined) throw new TilescopeError("conformance/malformed-case", `${name} was not uploaded`);
    return served;
  }

  #datasetOf(name: string, dataset: Json | undefined): string {
    const { batchDataset, streamingDataset } = this.#servedOf(name);
    return dataset === "batch" ? batchDataset : streamingDataset;
  }

  #keyOf(name: string, key: Json | undefined): Uint8Array {
    const served = this.#servedOf(name);
    return keyCodec(served).encode(rowOf(served.keySchema, key));
  }

  async #fetchGroupBys(requests: readonly FeatureRequest[]): Promise<JsonObject> {
    return orCallError(async () => {
      const responses = await this.#fetcher.fetchGroupBys(requests);
      return {
        responses: responses.flatMap((response, i) =>
          groupByAnswer(response, i, freshPercentiles(this.#groupBys.get(response.request.name) ?? {})),
        ),
      };
    });
  }

  /** Where one request of a join fails, Chronon's whole call does. */
  async #fetchJoins(requests: readonly FeatureRequest[]): Promise<JsonObject> {
    return orCallError(async () => {
      const responses = await this.#joinFetcher.fetchJoins(requests);
      return {
        responses: responses.map((response, i) => {
          if (response.outcome === "failure") throw response.error;
          return joinAnswer(response, i, this.#freshInJoin(response.request.name));
        }),
      };
    });
  }

  #freshInJoin(name: string): (feature: string) => boolean {
    const join = this.#joins.get(name);
    const parts = (join?.joinParts ?? []).map((part) => ({
      prefix: `${partPrefix(part)}_`,
      isFresh: freshPercentiles(part.groupBy ?? {}),
    }));
    const isFresh = (feature = ""): boolean =>
      parts.some((part) => feature.startsWith(part.prefix) && part.isFresh(feature.slice(part.prefix.length)));
    const renamed = (join?.derivations ?? []).filter(({ expression }) => isFresh(expression));
    return (feature) => isFresh(feature) || renamed.some((derivation) => derivation.name === feature);
  }
}

async function orCallError(call: () => Promise<JsonObject>): Promise<JsonObject> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof TilescopeError)) throw error;
    return { error: { class: classOf(error) } };
  }
}

/**
 * Uploads, streams and failures in a store, and what fetchers over it answer. With `recorded`, the values that Chronon had
 * in its store at the first fetch, they are read in the place of ours.
 */
export async function runFetchCase(testCase: ConformanceCase, recorded?: Json): Promise<ConformanceAnswer> {
  await Promise.all([loadSketches(), loadSqlParser()]);
  const groupBys = arrayOf(testCase.groupBys).map((item) => objectOf(item) as unknown as GroupBy);
  const joins = arrayOf(testCase.joins).map((item) => objectOf(item) as unknown as Join);
  const run = new FetchRun(groupBys, joins, testCase.tables, new FetchStore(recorded));
  const steps: JsonObject[] = [];
  for (const step of arrayOf(testCase.steps)) steps.push(await run.step(objectOf(step)));
  return { actual: { steps, kv: run.contents ?? [] } };
}

export const fetch: ConformanceHandler = (testCase) => runFetchCase(testCase);
