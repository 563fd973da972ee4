import fc from "fast-check";
import { describe, it } from "vitest";
import type { Plan } from "../../src/group-by/plan.ts";
import { keyId } from "../../src/operators/key-id.ts";
import type { KVStore } from "../../src/ports/kv-store.ts";
import { buildBatchIr, normalizeBatchIr } from "../../src/serving/batch-ir.ts";
import type { Compatibility } from "../../src/serving/compatibility.ts";
import type { TimedRow } from "../../src/serving/feature-set.ts";
import { batchIrCodec, keyCodec } from "../../src/tile/index.ts";
import { DAY_MS } from "../../src/time/duration.ts";
import { roundToHop } from "../../src/time/hop.ts";
import { checkAsync } from "../property.ts";
import {
  arbitraryDefinition,
  arbitraryTime,
  arbitraryVisits,
  MIDNIGHT_MS,
  type Visit,
} from "./arbitrary-definition.ts";
import { expectSameAnswers, fetchAll, naiveAll, PATIENT, recordsOf, storeOf, visitsPlan } from "./visits-job.ts";

/** Writes what an upload of the visits before `endMs` writes, entity by entity. */
async function upload(
  plan: Plan,
  store: KVStore,
  visits: readonly Visit[],
  endMs: number,
  compatibility: Compatibility,
): Promise<void> {
  const selected = recordsOf(visits).flatMap(({ row }) => plan.select(row) ?? []);
  const rowsOf = (events: typeof selected): TimedRow[] =>
    events.map(({ timeMs, inputs }) => ({ timeMs: timeMs ?? 0, row: inputs }));
  for (const events of Map.groupBy(selected, ({ key }) => keyId(key)).values()) {
    const ir = buildBatchIr(plan, endMs, rowsOf(events), compatibility);
    const keyBytes = keyCodec(plan).encode(events[0]?.key ?? []);
    const valueBytes = batchIrCodec(plan).encode(normalizeBatchIr(plan, ir));
    await store.multiPut([{ dataset: plan.batchDataset, keyBytes, valueBytes, tsMillis: endMs }]);
  }
}

/** Visits exactly one window before the batch end, which Chronon's uploads lose (S2). */
const offEdges = (plan: Plan, visits: readonly Visit[], endMs: number): Visit[] => {
  const edges = new Set(plan.features.map(({ windowMs }) => endMs - windowMs));
  return visits.filter(({ created }) => !edges.has(created));
};

const batchEnd = fc.integer({ min: -3, max: 1 }).map((day) => MIDNIGHT_MS + day * DAY_MS);

describe("the fetcher over what jobs write, for random definitions and streams", () => {
  const overTiles = "S1 S4 T1 W1 W3 over tiles it answers as the naive scan does when nothing is late";
  it(overTiles, async () => {
    await checkAsync(
      overTiles,
      fc.asyncProperty(
        arbitraryDefinition,
        arbitraryVisits,
        fc.array(arbitraryTime, { minLength: 1, maxLength: 4 }),
        async (groupBy, visits, times) => {
          const plan = await visitsPlan(groupBy);
          const store = await storeOf(plan, PATIENT, visits);
          const endMs = Math.max(MIDNIGHT_MS, ...visits.map(({ created }) => created)) + 1;
          // At the end of a tile, or after all events, the head tile holds nothing that is ahead (T3).
          for (const queryMs of [endMs, ...times.map((timeMs) => roundToHop(timeMs, plan.tileSizeMs))])
            expectSameAnswers(
              plan,
              naiveAll(plan, visits, queryMs),
              await fetchAll({ plan, settings: PATIENT, store }, queryMs),
            );
        },
      ),
      { factor: 0.25 },
    );
  });

  const strictly = "T3 S8 strictly, at any moment, it answers for the start of the tile of the moment";
  it(strictly, async () => {
    await checkAsync(
      strictly,
      fc.asyncProperty(arbitraryDefinition, arbitraryVisits, arbitraryTime, async (groupBy, visits, queryMs) => {
        const plan = await visitsPlan(groupBy);
        const store = await storeOf(plan, PATIENT, visits);
        const headMs = roundToHop(queryMs, plan.tileSizeMs);
        const served = { plan, settings: PATIENT, store, options: { compatibility: "strict" as const } };
        const before = visits.filter(({ created }) => created < headMs);
        expectSameAnswers(plan, naiveAll(plan, before, queryMs), await fetchAll(served, queryMs));
      }),
      { factor: 0.2 },
    );
  });

  const withBatch = "S1 S2 S8 over a batch upload and tiles it answers as the naive scan does, within the tail buffer";
  it(withBatch, async () => {
    await checkAsync(
      withBatch,
      fc.asyncProperty(
        arbitraryDefinition,
        arbitraryVisits,
        batchEnd,
        fc.integer({ min: 0, max: 2 * DAY_MS }),
        fc.constantFrom<Compatibility[]>("chronon", "strict"),
        async (groupBy, drawn, endMs, aheadMs, compatibility) => {
          const plan = await visitsPlan(groupBy);
          const visits = compatibility === "strict" ? drawn : offEdges(plan, drawn, endMs);
          const store = await storeOf(plan, PATIENT, visits);
          await upload(plan, store, visits, endMs, compatibility);
          const queryMs = roundToHop(endMs + aheadMs, plan.tileSizeMs);
          const served = { plan, settings: PATIENT, store, batchEndMs: endMs, options: { compatibility } };
          expectSameAnswers(plan, naiveAll(plan, visits, queryMs), await fetchAll(served, queryMs));
        },
      ),
      { factor: 0.2 },
    );
  });

  const untiled = "L7 S1 over single events it answers as the naive scan does at any moment, however late they come";
  it(untiled, async () => {
    await checkAsync(
      untiled,
      fc.asyncProperty(arbitraryDefinition, arbitraryVisits, arbitraryTime, async (groupBy, visits, queryMs) => {
        const plan = await visitsPlan(groupBy);
        const settings = { ...PATIENT, mode: "untiled", outOfOrdernessMs: 0 } as const;
        const store = await storeOf(plan, settings, visits);
        expectSameAnswers(plan, naiveAll(plan, visits, queryMs), await fetchAll({ plan, settings, store }, queryMs));
      }),
      { factor: 0.2 },
    );
  });
});
