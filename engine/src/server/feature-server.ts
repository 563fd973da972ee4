import type { Json } from "../schema/json.ts";
import type { Compatibility } from "../serving/compatibility.ts";
import type { FeatureRequest } from "../serving/feature-request.ts";
import { createFetcher, type Fetcher } from "../serving/fetcher.ts";
import { type RestResponse, restResponse } from "../serving/rest-response.ts";
import type { HostParts } from "./host-parts.ts";
import type { HostMetrics } from "./meters/host-metrics.ts";
import { RecentLatencies } from "./meters/recent-latencies.ts";
import { SecondRing } from "./meters/second-ring.ts";
import type { ServedGroupBys } from "./served-group-bys.ts";

const BATCH_IRS_CACHED = 10_000;

/** How much a GroupBy is asked for, over the last minute. */
export interface ServingStatus {
  readonly groupBy: string;
  readonly requestsPerSecond: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

interface Meter {
  readonly requests: SecondRing<"requests">;
  readonly latencies: RecentLatencies;
}

/** Reads features of every GroupBy that a job or an upload has written, and measures it. */
export class FeatureServer {
  readonly #fetcher: Fetcher;
  readonly #metrics: HostMetrics;
  readonly #compatibility: Compatibility | undefined;
  readonly #meters = new Map<string, Meter>();

  constructor(
    { store, clock }: Pick<HostParts, "store" | "clock">,
    servingInfos: ServedGroupBys,
    metrics: HostMetrics,
    compatibility: Compatibility | undefined,
  ) {
    this.#fetcher = createFetcher({ store, clock, servingInfos, batchIrCacheEntries: BATCH_IRS_CACHED });
    this.#metrics = metrics;
    this.#compatibility = compatibility;
  }

  /** One result per key object, in order; a request fails alone. Rejects when the store fails as a whole. */
  async fetch(
    name: string,
    keys: readonly Readonly<Record<string, Json>>[],
    { compatibility = this.#compatibility, ...asked }: Pick<FeatureRequest, "atMillis" | "compatibility"> = {},
  ): Promise<RestResponse> {
    const startedMs = performance.now();
    const how = { ...asked, ...(compatibility !== undefined && { compatibility }) };
    const responses = await this.#fetcher.fetchGroupBys(keys.map((entityKeys) => ({ name, keys: entityKeys, ...how })));
    const endedMs = performance.now();
    const outcomes = { success: 0, failure: 0, "null-key": 0 };
    for (const { outcome } of responses) outcomes[outcome]++;
    this.#metrics.fetched(name, endedMs - startedMs, outcomes);
    const { requests, latencies } = this.#meter(name);
    requests.add("requests", 1, endedMs);
    latencies.add(endedMs - startedMs, endedMs);
    return restResponse(responses, compatibility);
  }

  /** The GroupBys that were asked for since the process began. */
  status(): ServingStatus[] {
    const nowMs = performance.now();
    return [...this.#meters].map(([groupBy, { requests, latencies }]) => ({
      groupBy,
      requestsPerSecond: requests.perSecond("requests", nowMs),
      p50Ms: latencies.quantile(0.5, nowMs),
      p99Ms: latencies.quantile(0.99, nowMs),
    }));
  }

  #meter(name: string): Meter {
    const meter = this.#meters.get(name) ?? {
      requests: new SecondRing(["requests"] as const, performance.now()),
      latencies: new RecentLatencies(),
    };
    this.#meters.set(name, meter);
    return meter;
  }
}
