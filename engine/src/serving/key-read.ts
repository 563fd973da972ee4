import { type Diagnostic, TilescopeError } from "../errors.ts";
import type { GetRequest, GetResponse, TimedValue } from "../ports/kv-store.ts";
import { checkKey } from "../ports/limits.ts";
import type { Row } from "../schema/value.ts";
import { roundToHop } from "../time/hop.ts";
import type { BatchIr } from "./batch-ir.ts";
import type { BatchIrCache } from "./batch-ir-cache.ts";
import type { Compatibility } from "./compatibility.ts";
import { type Derive, failedDerivations } from "./derive.ts";
import type { FeatureRequest, FeatureResponse, Features, ReadCost } from "./feature-request.ts";
import type { FeatureSet } from "./feature-set.ts";
import type { PreparedServing } from "./prepared-serving.ts";
import { pastTailBuffer } from "./tail-buffer.ts";
import { windowStarts } from "./window-merge.ts";

/** What a read of one key starts from. */
export interface KeyReadStart {
  readonly request: FeatureRequest;
  readonly serving: PreparedServing;
  readonly key: Row;
  /** A key column that derivations cannot take as it was given. */
  readonly misfit: string | null;
  readonly queryMs: number;
  readonly cache: BatchIrCache;
  readonly compatibility: Compatibility;
}

/** One request on its way: what it asks of the store, and what the answers come to. */
export class KeyRead {
  readonly request: FeatureRequest;
  /** Batch value first, then the streamed ones, as far as either is asked for. */
  readonly gets: readonly GetRequest[];
  readonly #serving: PreparedServing;
  readonly #key: Row;
  readonly #misfit: string | null;
  readonly #keyBytes: Uint8Array;
  readonly #queryMs: number;
  readonly #cache: BatchIrCache;
  readonly #cached: BatchIr | null;
  readonly #asksBatch: boolean;
  readonly #cost = { values: 0, bytes: 0, merges: 0 };
  readonly #compatibility: Compatibility;
  readonly #set: FeatureSet;
  readonly #diagnostics: Diagnostic[] = [];
  #foundLaterUpload = false;

  constructor({ request, serving, key, misfit, queryMs, cache, compatibility }: KeyReadStart) {
    const { plan, batchEndMs, streamed } = serving.info;
    this.request = request;
    this.#serving = serving;
    this.#key = key;
    this.#misfit = misfit;
    this.#keyBytes = serving.values.encodeKey(key);
    // Fails this request alone; the store would refuse the whole call.
    checkKey(plan.streamingDataset, this.#keyBytes);
    this.#queryMs = queryMs;
    this.#cache = cache;
    this.#compatibility = compatibility;
    this.#set = compatibility === "chronon" ? serving.chronon : plan;
    const isCached = batchEndMs !== null && !this.#changesHops;
    this.#cached = isCached ? cache.get(plan.batchDataset, this.#keyBytes, batchEndMs) : null;
    this.#asksBatch = batchEndMs !== null && this.#cached === null;
    const gets: GetRequest[] = [];
    const keyBytes = this.#keyBytes;
    if (this.#asksBatch) gets.push({ dataset: plan.batchDataset, keyBytes });
    if (!serving.isFinished && streamed !== null)
      gets.push({ dataset: plan.streamingDataset, keyBytes, afterTsMillis: batchEndMs ?? this.#oldestMs() });
    this.gets = gets;
  }

  get cost(): ReadCost {
    return this.#cost;
  }

  /** The store holds a batch value that is later than the serving info. */
  get foundLaterUpload(): boolean {
    return this.#foundLaterUpload;
  }

  /** What a read changes is its own (SPEC A13), so it neither takes from the cache nor leaves anything there. */
  get #changesHops(): boolean {
    return this.#set !== this.#serving.info.plan;
  }

  finish(answers: readonly GetResponse[]): FeatureResponse {
    const lists = answers.map((answer, i) => {
      if (!answer.ok) this.#warnUnread(answer.error, this.gets[i]?.dataset ?? "");
      return answer.ok ? answer.values : [];
    });
    for (const value of lists.flat()) {
      this.#cost.values++;
      this.#cost.bytes += value.bytes.length;
    }
    const batchValue = this.#asksBatch ? this.#latestBatchValue(lists[0] ?? []) : null;
    const streamed = lists[this.#asksBatch ? 1 : 0] ?? null;
    const found = this.#serving.isFinished
      ? batchValue && this.#serving.values.finished(batchValue.bytes)
      : this.#merged(batchValue, streamed);
    const features = found && { ...found, row: this.#serving.orderMaps(found.row) };
    const { derive } = this.#serving;
    return {
      outcome: "success",
      request: this.request,
      features: derive === null ? features : this.#derived(derive, features),
      diagnostics: [...(derive?.diagnostics ?? []), ...this.#diagnostics],
      cost: this.#cost,
    };
  }

  /** The features are without them, as Chronon's are (S11), and say so. */
  #warnUnread(error: Error, dataset: string): void {
    const reason = error instanceof TilescopeError ? error.code : "an error of its own";
    this.#diagnostics.push({
      code: "serving/unread-values",
      severity: "warning",
      message: `The store could not read the values of this key in ${dataset} (${reason}): the features are without them.`,
      path: [],
    });
  }

  #derived(derive: Derive, features: Features | null): Features {
    if (this.#misfit !== null && !derive.isRenameOnly)
      return failedDerivations(`The key ${this.#misfit} is a string, and the request gives something else`);
    return derive.derive(this.#key, features?.row ?? null, this.#queryMs);
  }

  /** Without any upload nothing bounds the streamed values but the windows; changes of entities may concern any row. */
  #oldestMs(): number {
    const { plan, streamed } = this.#serving.info;
    if (streamed?.kind === "mutations") return Number.NEGATIVE_INFINITY;
    return Math.min(...windowStarts(plan, this.#queryMs));
  }

  #latestBatchValue(values: readonly TimedValue[]): TimedValue | null {
    const latest = values.at(-1);
    const endMs = this.#serving.info.batchEndMs;
    if (latest === undefined || endMs === null || latest.millis < endMs) return null;
    this.#foundLaterUpload = latest.millis > endMs;
    return latest;
  }

  #merged(batchValue: TimedValue | null, streamed: readonly TimedValue[] | null): Features | null {
    const { info, values, valueSchema } = this.#serving;
    const ir = this.#cached ?? (batchValue && values.batchIr(batchValue.bytes));
    const endMs = info.batchEndMs ?? Number.NEGATIVE_INFINITY;
    // A read before the batch end fails whether or not there is anything to read.
    if (ir === null && (streamed === null || streamed.length === 0) && this.#queryMs >= endMs) return null;
    if (ir !== null && batchValue?.millis === endMs && !this.#changesHops)
      this.#cache.set(info.plan.batchDataset, this.#keyBytes, endMs, ir);
    if (ir !== null) this.#checkTailBuffer(ir, endMs);
    const part = { ir, endMs, ...(batchValue !== null && { valueMs: batchValue.millis }) };
    const merged = values.merge(this.#set, part, streamed, this.#queryMs, this.#cost, this.#headMs());
    return merged && { schema: valueSchema, row: info.plan.windowedAggregator.finalize(merged) };
  }

  /** Up to when tiles may start. A request for now cannot meet events after it; one for a moment can, in its own tile. */
  #headMs(): number {
    const { streamed } = this.#serving.info;
    const isWhole = this.#compatibility === "chronon" || this.request.atMillis === undefined;
    return isWhole || streamed?.kind !== "tiles" ? this.#queryMs : roundToHop(this.#queryMs, streamed.tileSizeMs);
  }

  #checkTailBuffer(ir: BatchIr, endMs: number): void {
    const { plan } = this.#serving.info;
    const names = pastTailBuffer(plan, ir, endMs, this.#queryMs);
    if (names.length === 0) return;
    const message = `The batch data of ${plan.cleanName} ends too long before the request to leave out what ${names.join(", ")} no longer covers`;
    if (this.#compatibility === "strict") throw new TilescopeError("serving/past-tail-buffer", message);
    const hint = "Upload newer batch data; it answers exactly for two days.";
    this.#diagnostics.push({
      code: "serving/past-tail-buffer",
      severity: "warning",
      message: `${message}.`,
      hint,
      path: [],
    });
  }
}
