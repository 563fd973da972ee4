import { describe, expect, it } from "vitest";
import { loadSketches } from "../../src/aggregation/sketches/load-sketches.ts";
import { aggregationsOf, arrayOf, eventsOf, objectOf, schemaOf } from "../../src/conformance/chronon-case.ts";
import type { ConformanceCase } from "../../src/conformance/handler.ts";
import { mutationsOf } from "../../src/conformance/mutation.ts";
import { tilesOf } from "../../src/conformance/online.ts";
import { agreement, outputOf, pick } from "../../src/conformance/windowed-case.ts";
import { aggregateMutations } from "../../src/offline/aggregate-mutations.ts";
import type { Json } from "../../src/schema/json.ts";
import { buildBatchIr } from "../../src/serving/batch-ir.ts";
import { createFeatureSet, type FeatureSet } from "../../src/serving/feature-set.ts";
import { readEvents, readMutations, readTiles } from "../../src/serving/sawtooth.ts";
import { roundToHop } from "../../src/time/hop.ts";
import { chrononCases } from "./chronon-cases.ts";

/** Every place where Chronon does not agree with itself, and the law of SPEC.md that says why and what we do. */

await loadSketches();

type Object = ReturnType<typeof objectOf>;

const setOf = (testCase: ConformanceCase): FeatureSet =>
  createFeatureSet(schemaOf(testCase.schema), aggregationsOf(testCase.aggregations));

const differing = (results: Json | undefined): Object[] =>
  arrayOf(results ?? [])
    .map(objectOf)
    .filter((result) => result.agree === "differs");

/** Whether two outputs agree in one column, but for the order of floating additions. */
const agrees = ({ windowedAggregator }: FeatureSet, name: string, left: Json, right: Json): boolean =>
  agreement(
    windowedAggregator.outputSchema.filter((field) => field.name === name),
    pick(left, [name]),
    pick(right, [name]),
  ).agree !== "differs";

const SKETCHES = new Set(["APPROX_UNIQUE_COUNT", "APPROX_PERCENTILE", "APPROX_HISTOGRAM_K"]);

/** The law under which a column's value depends on the order of steps, or `null`. */
function lawOfOrder(testCase: ConformanceCase, set: FeatureSet, name: string): string | null {
  const operation = set.features.find((feature) => feature.name === name)?.part.operation ?? "";
  const cautions = arrayOf(testCase.caution ?? []).map((caution) => objectOf(caution).reason);
  if (cautions.includes("negativeTime")) return "W4 times before 1970";
  if (["FIRST_K", "LAST_K"].includes(operation) && cautions.includes("timestampTies")) return "A8 ties";
  if (SKETCHES.has(operation)) return "A12 sketches";
  return operation === "HISTOGRAM" && cautions.includes("histogramCut") ? "A12 cut of a histogram" : null;
}

/** Counts columns by the law that explains them. */
function counting() {
  const counts: Record<string, number> = {};
  const count = (law: string, detail: string) => {
    const key = law === "unexplained" ? `unexplained ${detail}` : law;
    counts[key] = (counts[key] ?? 0) + 1;
  };
  return { counts, count };
}

describe("where Chronon disagrees with itself", () => {
  it("W1 W4 A8 A12 hops against the scan: only the order of steps, and times before 1970", () => {
    const { counts, count } = counting();
    for (const testCase of chrononCases("window.jsonl")) {
      const set = setOf(testCase);
      for (const { naive, queryTs } of differing(objectOf(testCase.expected).results))
        for (const name of Object.keys(objectOf(naive)))
          count(lawOfOrder(testCase, set, name) ?? "unexplained", `${testCase.id} ${queryTs} ${name}`);
    }
    expect(counts).toEqual({
      "W4 times before 1970": 14,
      "A8 ties": 16,
      "A12 sketches": 82,
      "A12 cut of a histogram": 3,
    });
  });

  it("S2 S7 S8 serving against offline: the batch's edges, which the strict read gets right, and the order of steps", () => {
    const { counts, count } = counting();
    for (const testCase of chrononCases("online.jsonl")) {
      const set = setOf(testCase);
      const schema = schemaOf(testCase.schema);
      const endMs = Number(testCase.batchEndTs);
      const ir = buildBatchIr(set, endMs, eventsOf(schema, testCase.batchEvents), "strict");
      const streamed = eventsOf(schema, testCase.streamingEvents);
      const isUnaligned = arrayOf(testCase.tags ?? []).includes("unalignedBatchEnd");
      for (const { offline = null, queryTs } of differing(objectOf(testCase.expected).results)) {
        const read = readEvents(set, { ir, endMs }, streamed, Number(queryTs)) ?? set.windowedAggregator.init();
        const strict = outputOf(set.windowedAggregator, read);
        for (const name of Object.keys(objectOf(offline))) {
          const edge = isUnaligned ? "S7 batch end inside a hop" : "S2 edge of the batch";
          const law = agrees(set, name, strict, offline) ? edge : lawOfOrder(testCase, set, name);
          count(law ?? "unexplained", `${testCase.id} ${queryTs} ${name}`);
        }
      }
    }
    expect(counts).toEqual({
      "S2 edge of the batch": 550,
      "S7 batch end inside a hop": 48,
      "A8 ties": 94,
      "A12 sketches": 32,
      "A12 cut of a histogram": 4,
    });
  });

  it("T3 S8 tiles against single events: the head tile, which the strict read leaves out, and the order of steps", () => {
    const { counts, count } = counting();
    for (const testCase of chrononCases("online.jsonl")) {
      const set = setOf(testCase);
      const schema = schemaOf(testCase.schema);
      const endMs = Number(testCase.batchEndTs);
      const batch = { ir: buildBatchIr(set, endMs, eventsOf(schema, testCase.batchEvents)), endMs };
      const streamed = eventsOf(schema, testCase.streamingEvents);
      for (const tiling of arrayOf(objectOf(testCase.expected).tiled ?? []).map(objectOf)) {
        const sizeMs = Number(tiling.tileSizeMillis);
        const tiles = tilesOf(set, streamed, sizeMs);
        for (const { differs, queryTs } of differing(tiling.results)) {
          const queryMs = Number(queryTs);
          const headMs = roundToHop(queryMs, sizeMs);
          const before = streamed.filter(({ timeMs }) => timeMs < headMs);
          const [whole, raw] = [
            readTiles(set, batch, tiles, queryMs, undefined, headMs),
            readEvents(set, batch, before, queryMs),
          ].map((read) => outputOf(set.windowedAggregator, read ?? set.windowedAggregator.init()));
          for (const name of arrayOf(differs ?? []).map(String)) {
            const feature = set.features.find((candidate) => candidate.name === name);
            const law = agrees(set, name, whole ?? null, raw ?? null)
              ? "T3 head tile"
              : endMs % sizeMs !== 0
                ? "T3 tile that straddles the batch end"
                : sizeMs > (feature?.tailHopMs ?? 0)
                  ? "T2 tile larger than the hop"
                  : lawOfOrder(testCase, set, name);
            count(law ?? "unexplained", `${testCase.id} ${queryTs} ${name}`);
          }
        }
      }
    }
    expect(counts).toEqual({
      "T3 head tile": 1173,
      "T3 tile that straddles the batch end": 2,
      "A12 cut of a histogram": 1,
    });
  });

  it("S10 mutations offline against serving: asked for one time only, both agree", () => {
    const { counts, count } = counting();
    for (const testCase of chrononCases("mutation.jsonl")) {
      const set = setOf(testCase);
      const schema = schemaOf(testCase.schema);
      const endMs = Number(testCase.batchEndTs);
      const batch = { ir: buildBatchIr(set, endMs, eventsOf(schema, testCase.snapshot)), endMs };
      const mutations = mutationsOf(schema, testCase.mutations);
      for (const { online, queryTs } of differing(objectOf(testCase.expected).results)) {
        const queryMs = Number(queryTs);
        const [offline] = aggregateMutations(set, batch.ir, endMs, mutations, [queryMs]);
        const served = readMutations(set, batch, mutations, queryMs) ?? set.windowedAggregator.init();
        const [alone, serving] = [offline ?? [], served].map((ir) => outputOf(set.windowedAggregator, ir));
        for (const name of Object.keys(objectOf(online))) {
          const same = agrees(set, name, alone ?? null, serving ?? null);
          const law = same ? "S10 judged once" : lawOfOrder(testCase, set, name);
          count(law ?? "unexplained", `${testCase.id} ${queryTs} ${name}`);
        }
      }
    }
    expect(counts).toEqual({ "S10 judged once": 504 });
  });
});
