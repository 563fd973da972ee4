import fc from "fast-check";
import { expect, it } from "vitest";
import { DAY_MS, MINUTE_MS } from "../../src/time/duration.ts";
import { roundToHop } from "../../src/time/hop.ts";
import type { JobSettings } from "../../src/worker/protocol.ts";
import { checkAsync } from "../property.ts";
import { arbitraryDefinition, arbitraryTime, arbitraryVisits } from "./arbitrary-definition.ts";
import { expectSameAnswers, fetchAll, PATIENT, storeOf, visitsPlan } from "./visits-job.ts";

const trigger = fc.constantFrom<JobSettings["trigger"][]>(
  { kind: "every-element" },
  { kind: "buffered", bufferMs: 3_500 },
);

const halved = "T2 tiles of half the size give the same answers, whatever the trigger";
it(halved, async () => {
  await checkAsync(
    halved,
    fc.asyncProperty(
      arbitraryDefinition,
      arbitraryVisits,
      fc.array(arbitraryTime, { minLength: 1, maxLength: 3 }),
      fc.tuple(trigger, trigger),
      fc.integer({ min: 1, max: 3 }),
      async (groupBy, visits, times, triggers, halvings) => {
        const plan = await visitsPlan(groupBy);
        const whole = { ...PATIENT, trigger: triggers[0] };
        const half = { ...PATIENT, trigger: triggers[1], tileSizeMs: plan.tileSizeMs / 2 ** halvings };
        const [wholes, halves] = [await storeOf(plan, whole, visits), await storeOf(plan, half, visits)];
        for (const timeMs of times) {
          const queryMs = roundToHop(timeMs, plan.tileSizeMs);
          expectSameAnswers(
            plan,
            await fetchAll({ plan, settings: whole, store: wholes }, queryMs),
            await fetchAll({ plan, settings: half, store: halves }, queryMs),
          );
        }
      },
    ),
    { factor: 0.25 },
  );
});

const smallest = "T2 the natural tile size is the smallest tail hop, and a day without windows";
it(smallest, async () => {
  await checkAsync(
    smallest,
    fc.asyncProperty(arbitraryDefinition, async (groupBy) => {
      const plan = await visitsPlan(groupBy);
      const lengthsMs = plan.features.map(({ windowMs }) => windowMs);
      const shortest = Math.min(...lengthsMs);
      const expected = shortest >= 12 * DAY_MS ? DAY_MS : shortest >= DAY_MS / 2 ? 60 * MINUTE_MS : 5 * MINUTE_MS;
      expect(plan.tileSizeMs).toBe(expected);
    }),
    { factor: 0.25 },
  );
});
