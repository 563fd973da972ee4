import { createMemoryStore } from "../adapters/memory/index.ts";
import type { PutRequest } from "../ports/kv-store.ts";
import { type Json, valueToJson } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import { createFetcher } from "../serving/fetcher.ts";
import type { ServingInfo, StreamedValues } from "../serving/serving-info.ts";
import { processingTime } from "../time/event-time.ts";
import { type CallContext, type EngineSessionOptions, pause } from "./call-context.ts";
import type { ReadCost } from "./protocol.ts";
import type { Run } from "./run.ts";

/** A batch of reads is at least this long, so that a coarse clock can time it. */
const BATCH_MS = 2;
/** Measuring one kind of read ends after this time even when repetitions are left. */
const BUDGET_MS = 1_500;
const LEAST_BATCHES = 3;

export interface MeasuredRead {
  readonly values: Readonly<Record<string, Json>>;
  /** What the fetcher returns, with types, in its order. */
  readonly schema: Schema;
  readonly cost: ReadCost;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/**
 * Fills a store with these values of one key, reads the features through the product's own fetcher, and times the read.
 * Times are per read, over batches of reads, as a browser's clock is coarse; without repetitions nothing is timed.
 */
export async function measuredRead(
  run: Run,
  puts: readonly PutRequest[],
  streamed: StreamedValues,
  keys: Readonly<Record<string, Json>>,
  queryMs: number,
  repetitions: number,
  options: EngineSessionOptions,
  context: CallContext,
): Promise<MeasuredRead> {
  const store = createMemoryStore();
  await store.multiPut(puts);
  const info: ServingInfo = { plan: run.plan, streamed, batchEndMs: null };
  const fetcher = createFetcher({
    store,
    clock: { now: () => processingTime(queryMs) },
    servingInfos: { get: async () => info },
  });
  const requests = [{ name: run.plan.name, keys, atMillis: queryMs }];
  const read = async () => (await fetcher.fetchGroupBys(requests))[0];

  const response = await read();
  if (response?.outcome !== "success") throw response?.outcome === "failure" ? response.error : new Error("No answer.");
  // Of a key without data the fetcher returns nothing; what is derived it returns all the same.
  const schema = response.features?.schema ?? run.plan.windowedAggregator.outputSchema;
  const values = Object.fromEntries(
    schema.map((field, i) => [field.name, valueToJson(field.type, response.features?.row[i] ?? null)]),
  );

  const perReadUs: number[] = [];
  const startedMs = options.nowMs();
  let timed = 0;
  let batch = 1;
  while (timed < repetitions) {
    const batchStartMs = options.nowMs();
    for (let i = 0; i < batch; i++) await read();
    const batchMs = options.nowMs() - batchStartMs;
    if (batchMs < BATCH_MS && batch < repetitions) {
      batch *= 2;
      continue;
    }
    perReadUs.push((1_000 * batchMs) / batch);
    timed += batch;
    if (options.nowMs() - startedMs > BUDGET_MS && perReadUs.length >= LEAST_BATCHES) break;
    await pause(options, context);
  }
  perReadUs.sort((a, b) => a - b);
  return {
    values,
    schema,
    cost: {
      reads: response.cost.values,
      bytes: response.cost.bytes,
      merges: response.cost.merges,
      p50Us: percentile(perReadUs, 0.5),
      p99Us: percentile(perReadUs, 0.99),
      timed,
    },
  };
}
