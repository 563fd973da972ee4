import assert from "node:assert/strict";
import { compilePlan } from "../../src/group-by/compile-plan.ts";
import type { GroupBy } from "../../src/group-by/group-by.ts";
import type { Plan } from "../../src/group-by/plan.ts";
import type { KVStore } from "../../src/ports/kv-store.ts";
import type { Log } from "../../src/ports/log.ts";
import { readLateEvents } from "../../src/server/job/late-output.ts";
import { createFetcher } from "../../src/serving/fetcher.ts";
import { featuresJson } from "../../src/serving/rest-response.ts";
import { keyCodec, tileCodec } from "../../src/tile/index.ts";
import { HOUR_MS } from "../../src/time/duration.ts";
import { processingTime } from "../../src/time/event-time.ts";
import type { JobSettings } from "../../src/worker/protocol.ts";
import { naiveTiledJob } from "../naive/tiled-job.ts";
import { type NaiveFeature, naiveWindow } from "../naive/window.ts";
import { TILE_MS, USERS, VISITS, type Visit } from "./visits.ts";

export interface VerifiedJob {
  readonly log: Log;
  readonly store: KVStore;
  readonly definition: GroupBy;
  readonly topic: string;
  readonly settings: JobSettings;
}

/** A visit as it lies in the log. */
interface Logged extends Visit {
  readonly offset: number;
  readonly appendedMs: number;
}

export function visitsPlan(definition: GroupBy): Plan {
  const compiled = compilePlan(definition, VISITS);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.value;
}

/**
 * Holds what a job has stored to its definition: every event of the log is in its tile or in the late output, once; with
 * one partition the late ones are those of the naive job; every feature is what a scan over the others gives.
 */
export async function verifyJob(job: VerifiedJob): Promise<{ events: number; late: number }> {
  const plan = visitsPlan(job.definition);
  const events = await readLog(job);
  const late = job.settings.mode === "tiled" ? await lateNumbers(job, plan, events) : new Set<number>();
  if (job.settings.mode === "tiled") {
    await verifyTiles(job, plan, events, late);
    if ((await job.log.partitionCount(job.topic)) === 1) verifyLate(job, events, late);
  }
  await verifyFeatures(job, plan, events, late);
  return { events: events.length, late: late.size };
}

async function readLog({ log, topic }: VerifiedJob): Promise<Logged[]> {
  const events: Logged[] = [];
  const partitions = (await log.partitionCount(topic)) ?? 0;
  for (let partition = 0; partition < partitions; partition++) {
    const end = await log.endOffset(topic, partition);
    for (const record of await log.read(topic, partition, 0, end)) {
      const { number, user, ts } = JSON.parse(new TextDecoder().decode(record.value));
      const { offset, appendedMs } = record;
      events.push({ number, user, timeMs: ts, partition, offset, appendedMs });
    }
  }
  return events;
}

async function lateNumbers({ store }: VerifiedJob, plan: Plan, events: readonly Logged[]): Promise<Set<number>> {
  const numbers: number[] = [];
  const partitions = new Set(events.map((event) => event.partition));
  for (const partition of partitions) {
    const end = Math.max(...events.filter((event) => event.partition === partition).map(({ offset }) => offset)) + 1;
    for (const late of await readLateEvents(store, plan.name, partition, 0, end)) {
      const event = events.find((one) => one.partition === partition && one.offset === late.offset);
      assert.deepEqual([late.timeMs, late.key], [event?.timeMs, { user: event?.user }]);
      assert.ok(late.endMs - 1 <= late.watermarkMs, `${late.endMs} is not behind the watermark ${late.watermarkMs}`);
      numbers.push(Number(late.inputs.number));
    }
  }
  assert.equal(new Set(numbers).size, numbers.length, "an event is late twice");
  return new Set(numbers);
}

async function verifyTiles(
  { store }: VerifiedJob,
  plan: Plan,
  events: readonly Logged[],
  late: ReadonlySet<number>,
): Promise<void> {
  const stored: string[] = [];
  for (const user of USERS) {
    const keyBytes = keyCodec(plan).encode([user]);
    const [answer] = await store.multiGet([
      { dataset: plan.streamingDataset, keyBytes, afterTsMillis: Number.NEGATIVE_INFINITY },
    ]);
    if (!answer?.ok) throw answer?.error ?? new Error("no answer");
    for (const { bytes, millis } of answer.values) {
      const ir = plan.baseAggregator.denormalize(tileCodec(plan).decode(bytes).ir);
      const [, , numbers] = plan.baseAggregator.finalize(ir);
      for (const number of numbers as readonly number[]) stored.push(`${user}@${millis}: ${number}`);
    }
  }
  const due = events
    .filter((event) => !late.has(event.number))
    .map(({ user, timeMs, number }) => `${user}@${Math.floor(timeMs / TILE_MS) * TILE_MS}: ${number}`);
  assert.deepEqual(stored.sort(), due.sort(), "tiles differ from the events less the late ones");
}

function verifyLate({ settings }: VerifiedJob, events: readonly Logged[], late: ReadonlySet<number>): void {
  const { fate } = naiveTiledJob(
    events.map(({ user, timeMs }) => ({ key: user, timeMs, partition: 0, valid: true })),
    { partitions: 1, boundMs: settings.outOfOrdernessMs, sizeMs: TILE_MS },
  );
  const due = events.filter((_, i) => fate[i] === "late").map(({ number }) => number);
  assert.deepEqual(
    [...late].sort((a, b) => a - b),
    due.sort((a, b) => a - b),
    "the late events are not the oracle's",
  );
}

const FEATURES: readonly (NaiveFeature & { readonly name: string })[] = [
  { name: "number_count_1h", operation: "COUNT", windowMs: HOUR_MS, k: 0, bucketed: false },
  { name: "number_sum_6h", operation: "SUM", windowMs: 6 * HOUR_MS, k: 0, bucketed: false },
];

async function verifyFeatures(
  { store, settings }: VerifiedJob,
  plan: Plan,
  events: readonly Logged[],
  late: ReadonlySet<number>,
): Promise<void> {
  const streamed =
    settings.mode === "tiled" ? { kind: "tiles" as const, tileSizeMs: TILE_MS } : { kind: "events" as const };
  const info = { plan, streamed, batchEndMs: null };
  const fetcher = createFetcher({
    store,
    clock: { now: () => processingTime(0) },
    servingInfos: { get: async () => info },
  });
  const lastMs = Math.max(0, ...events.map((event) => event.timeMs));
  for (const back of [0, 1, 7]) {
    const atMillis = (Math.floor(lastMs / TILE_MS) + 1 - back) * TILE_MS;
    const answers = await fetcher.fetchGroupBys(USERS.map((user) => ({ name: plan.name, keys: { user }, atMillis })));
    for (const [i, user] of USERS.entries()) {
      const seen = events
        .filter((event) => event.user === user && !late.has(event.number))
        .map(({ timeMs, number }) => ({ timeMs, value: number, bucket: null }));
      const answer = answers[i];
      if (answer?.outcome !== "success") throw new Error(JSON.stringify(answer));
      const values = answer.features === null ? {} : featuresJson(answer.features);
      for (const feature of FEATURES)
        assert.deepEqual(
          values[feature.name] ?? null,
          naiveWindow(seen, feature, atMillis),
          `${feature.name} of ${user} at ${atMillis}`,
        );
    }
  }
}
