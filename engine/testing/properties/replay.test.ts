import fc from "fast-check";
import { expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/memory/index.ts";
import type { Plan } from "../../src/group-by/plan.ts";
import type { KVStore } from "../../src/ports/kv-store.ts";
import { decodePipelineState, encodePipelineState } from "../../src/runtime/checkpoint.ts";
import { createPipeline } from "../../src/runtime/create-pipeline.ts";
import { keyCodec } from "../../src/tile/index.ts";
import { HOUR_MS, MINUTE_MS } from "../../src/time/duration.ts";
import type { JobSettings } from "../../src/worker/protocol.ts";
import { checkAsync } from "../property.ts";
import { arbitraryDefinition, arbitraryVisits } from "./arbitrary-definition.ts";
import { afterAll, drive, ENTITIES, recordsOf, visitsPlan } from "./visits-job.ts";

const arbitrarySettings: fc.Arbitrary<JobSettings> = fc.record({
  mode: fc.constant("tiled" as const),
  trigger: fc.constantFrom<JobSettings["trigger"][]>({ kind: "every-element" }, { kind: "buffered", bufferMs: 2_500 }),
  outOfOrdernessMs: fc.constantFrom(0, 5 * MINUTE_MS, 20 * HOUR_MS, 1e12),
  idlenessMs: fc.constantFrom(500, 30_000),
});

const emptyStore = async (plan: Plan): Promise<KVStore> => {
  const store = createMemoryStore();
  await store.create(plan.streamingDataset);
  return store;
};

/** Everything that a job has stored, entity by entity, to the byte. */
const contents = (plan: Plan, store: KVStore) =>
  store.multiGet(
    ENTITIES.map((entity) => {
      const key = plan.keySchema.map(({ name }) => entity[name] as string | number);
      return { dataset: plan.streamingDataset, keyBytes: keyCodec(plan).encode(key), afterTsMillis: 0 };
    }),
  );

const replayed = "R1 R2 T4 replaying from any checkpoint, late events and all, leaves what one run leaves";
it(replayed, async () => {
  await checkAsync(
    replayed,
    fc.asyncProperty(
      arbitraryDefinition,
      arbitraryVisits,
      arbitrarySettings,
      fc.nat(40),
      fc.nat(40),
      async (groupBy, visits, settings, cut, further) => {
        const plan = await visitsPlan(groupBy);
        const records = recordsOf(visits);
        const endMs = afterAll(records);
        const whole = await emptyStore(plan);
        const through = createPipeline(plan, settings, { partitions: 1 });
        await drive(through, records, whole, endMs);

        // A checkpoint, then more that is written but not in any checkpoint, then the end of the process.
        const store = await emptyStore(plan);
        const first = createPipeline(plan, settings, { partitions: 1 });
        const at = Math.min(cut, records.length);
        await drive(first, records.slice(0, at), store);
        const saved = encodePipelineState(first.snapshot());
        await drive(first, records.slice(at, at + further), store);

        const second = createPipeline(plan, settings, { partitions: 1 });
        second.restore(decodePipelineState(saved));
        await drive(second, records.slice(at), store, endMs);
        expect(await contents(plan, store)).toEqual(await contents(plan, whole));
        expect(second.snapshot()).toEqual(through.snapshot());
        expect(second.watermarks()).toEqual(through.watermarks());
      },
    ),
    { factor: 0.2 },
  );
});
