import { expect } from "vitest";
import { createMemoryStore } from "../../src/adapters/memory/index.ts";
import { compilePlan } from "../../src/group-by/compile-plan.ts";
import type { GroupBy } from "../../src/group-by/group-by.ts";
import { loadForDefinition } from "../../src/group-by/load-for-definition.ts";
import type { Plan } from "../../src/group-by/plan.ts";
import type { SourceRecord } from "../../src/operators/emission.ts";
import { StoreSink } from "../../src/operators/sink.ts";
import type { KVStore } from "../../src/ports/kv-store.ts";
import { createPipeline } from "../../src/runtime/create-pipeline.ts";
import type { Pipeline } from "../../src/runtime/pipeline.ts";
import { type Json, valueFromJson, valueToJson } from "../../src/schema/json.ts";
import { createFetcher, type FetcherOptions } from "../../src/serving/fetcher.ts";
import { featuresJson } from "../../src/serving/rest-response.ts";
import type { ServingInfo } from "../../src/serving/serving-info.ts";
import { DAY_MS, MINUTE_MS } from "../../src/time/duration.ts";
import { processingTime } from "../../src/time/event-time.ts";
import type { JobSettings } from "../../src/worker/protocol.ts";
import { difference } from "../golden/compare-values.ts";
import { naiveFeature } from "../naive/features.ts";
import { VISITS, type Visit } from "./arbitrary-definition.ts";

/** A tiled job under which no visit is late and no partition idle. */
export const PATIENT: JobSettings = {
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: 60 * DAY_MS,
  idlenessMs: 1e12,
};

/** All entities that visits can be of. */
export const ENTITIES = ["ann", "ben"].flatMap((user) =>
  [1, 2].map((shop): { [key: string]: Json } => ({ user, visitor: user, shop })),
);

/** The plan of a generated definition. */
export async function visitsPlan(groupBy: GroupBy): Promise<Plan> {
  await loadForDefinition(groupBy);
  const compiled = compilePlan(groupBy, VISITS);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.value;
}

/** Visits in order of arrival as records of one partition, a second apart. */
export function recordsOf(visits: readonly Visit[]): SourceRecord[] {
  return visits.map((visit, index) => ({
    index,
    partition: 0,
    offset: index,
    processingMs: processingTime(index * 1_000),
    row: VISITS.map(({ name, type }) => valueFromJson(type, visit[name] ?? null)),
  }));
}

/** Pushes records, then moves time on where it is told to, so that timers fire; what is written is in the store. */
export async function drive(
  pipeline: Pipeline,
  records: readonly SourceRecord[],
  store: KVStore,
  untilMs?: number,
): Promise<void> {
  const sink = new StoreSink(store);
  for (const record of records) pipeline.push(record, (emission) => sink.accept(emission));
  if (untilMs !== undefined) pipeline.advanceTo(processingTime(untilMs), (emission) => sink.accept(emission));
  await sink.flush();
}

/** A time by which every timer of a job over these records has fired. */
export const afterAll = (records: readonly SourceRecord[]): number => records.length * 1_000 + 10 * MINUTE_MS;

/** A store with what a job over these visits writes. */
export async function storeOf(plan: Plan, settings: JobSettings, visits: readonly Visit[]): Promise<KVStore> {
  const store = createMemoryStore();
  await store.create(plan.streamingDataset);
  const records = recordsOf(visits);
  await drive(createPipeline(plan, settings, { partitions: 1 }), records, store, afterAll(records));
  return store;
}

type Answer = Readonly<Record<string, Json>> | null;

/** What is served of a store: how the job ran, where its batch ends, and how it is read. */
export interface Served {
  readonly plan: Plan;
  readonly settings: JobSettings;
  readonly store: KVStore;
  readonly batchEndMs?: number;
  readonly options?: Partial<FetcherOptions>;
}

/** Features of every entity; `null` for one without any data. */
export async function fetchAll(served: Served, atMillis: number): Promise<Answer[]> {
  const { plan, settings, store, batchEndMs = null, options } = served;
  const tileSizeMs = settings.tileSizeMs ?? plan.tileSizeMs;
  const streamed = settings.mode === "tiled" ? ({ kind: "tiles", tileSizeMs } as const) : ({ kind: "events" } as const);
  const info: ServingInfo = { plan, streamed, batchEndMs };
  const fetcher = createFetcher({
    store,
    clock: { now: () => processingTime(atMillis) },
    servingInfos: { get: async () => info },
    ...options,
  });
  const responses = await fetcher.fetchGroupBys(ENTITIES.map((keys) => ({ name: plan.name, keys, atMillis })));
  return responses.map((response) => {
    if (response.outcome !== "success") throw new Error(JSON.stringify(response));
    return response.features && featuresJson(response.features);
  });
}

/** The same by the naive scan over all visits. Entities without any visit have features all the same: nulls. */
export function naiveAll(plan: Plan, visits: readonly Visit[], queryMs: number): Readonly<Record<string, Json>>[] {
  const rows = recordsOf(visits).map(({ row }) => {
    const columns = Object.fromEntries(VISITS.map(({ name }, i) => [name, row[i] ?? null]));
    return { timeMs: Number(columns.created), columns };
  });
  const isTwoKeyed = plan.keySchema.length === 2;
  return ENTITIES.map(({ user, shop }) => {
    const own = rows.filter(({ columns }) => columns.user === user && (!isTwoKeyed || columns.shop === shop));
    return Object.fromEntries(
      plan.features.map((feature, i) => {
        const type = VISITS.find(({ name }) => name === feature.part.inputColumn)?.type ?? "long";
        const value = naiveFeature(feature, type, own, queryMs);
        return [feature.name, valueToJson(plan.windowedAggregator.columns[i]?.outputType ?? "long", value)];
      }),
    );
  });
}

const MOMENTS = new Set(["VARIANCE", "SKEW", "KURTOSIS"]);

/** Expects answers for every entity to be the same; no data is the same as nulls. */
export function expectSameAnswers(plan: Plan, expected: readonly Answer[], actual: readonly Answer[]): void {
  for (const { name, part } of plan.features) {
    const tolerance = MOMENTS.has(part.operation)
      ? { relative: 1e-6, absolute: 1e-6 }
      : part.operation === "AVERAGE"
        ? { relative: 1e-9, absolute: 0 }
        : undefined;
    for (const [entity, answer] of expected.entries()) {
      const found = difference(answer?.[name] ?? null, actual[entity]?.[name] ?? null, tolerance);
      expect(found === null ? null : `${name} of entity ${entity}${found}`).toBeNull();
    }
  }
}
