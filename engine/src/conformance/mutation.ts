import { loadSketches } from "../aggregation/sketches/load-sketches.ts";
import { aggregateMutations } from "../offline/aggregate-mutations.ts";
import type { Json } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import { buildBatchIr, denormalizeBatchIr, normalizeBatchIr } from "../serving/batch-ir.ts";
import { createFeatureSet } from "../serving/feature-set.ts";
import { type Mutation, readMutations } from "../serving/sawtooth.ts";
import { aggregationsOf, arrayOf, eventsOf, objectOf, rowOf, schemaOf } from "./chronon-case.ts";
import type { ConformanceHandler } from "./handler.ts";
import { agreement, batchIrOf, outputOf, pick, queriesOf } from "./windowed-case.ts";

export function mutationsOf(schema: Schema, json: Json | undefined): Mutation[] {
  return arrayOf(json).map((item) => {
    const { mutationTs, ts, isBefore, row } = objectOf(item);
    return {
      timeMs: Number(ts),
      mutationMs: Number(mutationTs),
      isBefore: isBefore === true,
      row: rowOf(schema, row),
    };
  });
}

/** Snapshot and mutations of an entity, by the offline path and by the serving path. */
export const mutation: ConformanceHandler = async (testCase) => {
  await loadSketches();
  const schema = schemaOf(testCase.schema);
  const set = createFeatureSet(schema, aggregationsOf(testCase.aggregations), "chronon");
  const endMs = Number(testCase.batchEndTs);
  const built = buildBatchIr(set, endMs, eventsOf(schema, testCase.snapshot));
  const stored = normalizeBatchIr(set, built);
  const batchIr = batchIrOf(set, built);
  const mutations = mutationsOf(schema, testCase.mutations);
  const queries = queriesOf(testCase.queries);
  const offline = aggregateMutations(set, built, endMs, mutations, queries);
  return {
    actual: {
      batchIr,
      results: queries.map((queryTs, i) => {
        const output = outputOf(set.windowedAggregator, offline[i] ?? []);
        const fetched = { ir: denormalizeBatchIr(set, stored), endMs };
        const read = readMutations(set, fetched, mutations, queryTs) ?? set.windowedAggregator.init();
        const served = outputOf(set.windowedAggregator, read);
        const { agree, differing } = agreement(set.windowedAggregator.outputSchema, output, served);
        return { queryTs, output, agree, ...(differing.length > 0 && { online: pick(served, differing) }) };
      }),
    },
  };
};
