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
import { readVisit, TILE_MS, USERS, VISITS, type Visit } from "./visits.ts";

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

/** Of a record in its topic. */
export const placeOf = (event: { readonly partition: number; readonly offset: number }): string =>
  `${event.partition}@${event.offset}`;

export interface Verified {
  readonly events: number;
  readonly late: number;
  /** Of all visits in the log. */
  readonly numbers: ReadonlySet<number>;
}

/**
 * Holds what a job has stored to its definition: every event of the log is in its tile or in the late output, once; with
 * one partition the late ones are those of the naive job; every feature is what a scan over the others gives. An event is a
 * record of the log: a visit that was appended twice is two.
 */
export async function verifyJob(job: VerifiedJob): Promise<Verified> {
  const plan = visitsPlan(job.definition);
  const events = await readLog(job);
  const isTiled = job.settings.mode === "tiled";
  const late = isTiled ? await latePlaces(job, plan, events) : new Set<string>();
  const seen = events.filter((event) => !late.has(placeOf(event)));
  if (isTiled) {
    await verifyTiles(job, plan, seen);
    if ((await job.log.partitionCount(job.topic)) === 1) verifyLate(job, events, late);
  }
  await verifyFeatures(job, plan, events, seen);
  return { events: events.length, late: late.size, numbers: new Set(events.map(({ number }) => number)) };
}

async function readLog({ log, topic }: VerifiedJob): Promise<Logged[]> {
  const events: Logged[] = [];
  const partitions = (await log.partitionCount(topic)) ?? 0;
  for (let partition = 0; partition < partitions; partition++) {
    const end = await log.endOffset(topic, partition);
    const records = await log.read(topic, partition, 0, end);
    assert.equal(records.length, end, `${topic} holds fewer records than its end says`);
    for (const { offset, appendedMs, value } of records) {
      const visit = readVisit(value);
      if (visit !== null) events.push({ ...visit, partition, offset, appendedMs });
    }
  }
  return events;
}

async function latePlaces(
  { store, settings }: VerifiedJob,
  plan: Plan,
  events: readonly Logged[],
): Promise<Set<string>> {
  const places: string[] = [];
  const furthestMs = Math.max(...events.map(({ timeMs }) => timeMs)) - settings.outOfOrdernessMs - 1;
  for (const partition of new Set(events.map((event) => event.partition))) {
    const end = Math.max(...events.filter((event) => event.partition === partition).map(({ offset }) => offset)) + 1;
    for (const late of await readLateEvents(store, plan.name, partition, 0, end)) {
      const event = events.find((one) => placeOf(one) === placeOf(late));
      assert.deepEqual(
        [late.timeMs, late.key, Number(late.inputs.number)],
        [event?.timeMs, { user: event?.user }, event?.number],
      );
      const tileEndMs = (Math.floor(late.timeMs / TILE_MS) + 1) * TILE_MS;
      assert.ok(tileEndMs - 1 <= late.watermarkMs, `${tileEndMs} is not behind the watermark ${late.watermarkMs}`);
      assert.ok(late.watermarkMs <= furthestMs, `no event has brought the watermark to ${late.watermarkMs}`);
      places.push(placeOf(late));
    }
  }
  assert.equal(new Set(places).size, places.length, "an event is late twice");
  return new Set(places);
}

async function verifyTiles({ store }: VerifiedJob, plan: Plan, seen: readonly Logged[]): Promise<void> {
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
  const due = seen.map(({ user, timeMs, number }) => `${user}@${Math.floor(timeMs / TILE_MS) * TILE_MS}: ${number}`);
  assert.deepEqual(stored.sort(), due.sort(), "tiles differ from the events less the late ones");
}

function verifyLate({ settings }: VerifiedJob, events: readonly Logged[], late: ReadonlySet<string>): void {
  const { fate } = naiveTiledJob(
    events.map(({ user, timeMs }) => ({ key: user, timeMs, partition: 0, valid: true })),
    { partitions: 1, boundMs: settings.outOfOrdernessMs, sizeMs: TILE_MS },
  );
  const due = events.filter((_, i) => fate[i] === "late").map(placeOf);
  assert.deepEqual([...late].sort(), due.sort(), "the late events are not the oracle's");
}

const FEATURES: readonly (NaiveFeature & { readonly name: string })[] = [
  { name: "number_count_1h", operation: "COUNT", windowMs: HOUR_MS, k: 0, bucketed: false },
  { name: "number_sum_6h", operation: "SUM", windowMs: 6 * HOUR_MS, k: 0, bucketed: false },
];

async function verifyFeatures(
  { store, settings }: VerifiedJob,
  plan: Plan,
  events: readonly Logged[],
  seen: readonly Logged[],
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
      const own = seen
        .filter((event) => event.user === user)
        .map(({ timeMs, number }) => ({ timeMs, value: number, bucket: null }));
      const answer = answers[i];
      if (answer?.outcome !== "success") throw new Error(JSON.stringify(answer));
      const values = answer.features === null ? {} : featuresJson(answer.features);
      for (const feature of FEATURES)
        assert.deepEqual(
          values[feature.name] ?? null,
          naiveWindow(own, feature, atMillis),
          `${feature.name} of ${user} at ${atMillis}`,
        );
    }
  }
}
