import fc from "fast-check";
import { expect, it } from "vitest";
import type { Plan } from "../../src/group-by/plan.ts";
import type { Emission } from "../../src/operators/emission.ts";
import { createPipeline } from "../../src/runtime/create-pipeline.ts";
import { type Json, valueToJson } from "../../src/schema/json.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/time/duration.ts";
import { difference } from "../golden/compare-values.ts";
import { checkAsync } from "../property.ts";
import { arbitraryDefinition, arbitraryVisit, type Visit } from "./arbitrary-definition.ts";
import { PATIENT, recordsOf, visitsPlan } from "./visits-job.ts";

/** What each tile says when it was written last, and how many events are in it. Nothing may be late. */
function finalTiles(plan: Plan, visits: readonly Visit[], outOfOrdernessMs: number): Map<string, Json> {
  const tiles = new Map<string, Json>();
  const pipeline = createPipeline(plan, { ...PATIENT, outOfOrdernessMs }, { partitions: 1 });
  const take = (emission: Emission): void => {
    expect(emission.kind).not.toBe("late");
    if (emission.kind !== "tile") return;
    const features = plan.baseAggregator.finalize(emission.ir);
    const shown = plan.baseAggregator.columns.map((column, i) => valueToJson(column.outputType, features[i] ?? null));
    tiles.set(`${emission.key.join(" ")}@${emission.startMs}`, [emission.events, ...shown]);
  };
  for (const record of recordsOf(visits)) pipeline.push(record, take);
  return tiles;
}

const delay = fc.double({ min: 0, max: 1, noNaN: true });
const delayed = fc.array(fc.record({ visit: arbitraryVisit, delays: fc.tuple(delay, delay) }), {
  maxLength: 40,
  size: "max",
});

const permuted = "R3 any arrival within the allowed out-of-orderness gives the same final tiles";
it(permuted, async () => {
  await checkAsync(
    permuted,
    fc.asyncProperty(
      arbitraryDefinition,
      delayed,
      fc.constantFrom(0, 1, MINUTE_MS, HOUR_MS, 3 * DAY_MS),
      async (groupBy, drawn, boundMs) => {
        const plan = await visitsPlan(groupBy);
        const arriving = (which: 0 | 1): Visit[] =>
          drawn
            .map(({ visit, delays }) => ({ visit, arrivalMs: visit.created + delays[which] * boundMs }))
            .sort((left, right) => left.arrivalMs - right.arrivalMs)
            .map(({ visit }) => visit);
        const [left, right] = [finalTiles(plan, arriving(0), boundMs), finalTiles(plan, arriving(1), boundMs)];
        expect([...right.keys()].sort()).toEqual([...left.keys()].sort());
        // Moments are sums in order of arrival.
        const tolerance = { relative: 1e-6, absolute: 1e-6 };
        for (const [name, tile] of left) expect(difference(tile, right.get(name) ?? null, tolerance)).toBeNull();
      },
    ),
    { factor: 0.25 },
  );
});
