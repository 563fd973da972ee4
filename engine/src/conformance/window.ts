import { loadSketches } from "../aggregation/sketches/load-sketches.ts";
import { TilescopeError } from "../errors.ts";
import { computeWindows, type WindowMode } from "../offline/compute-windows.ts";
import type { Json } from "../schema/json.ts";
import { exactWindow, scanWindows } from "../serving/exact-window.ts";
import { createFeatureSet, type FeatureSet, type TimedRow } from "../serving/feature-set.ts";
import { DAY_MS } from "../time/duration.ts";
import { roundToHop } from "../time/hop.ts";
import { aggregationsOf, eventsOf, schemaOf } from "./chronon-case.ts";
import type { ConformanceAnswer, ConformanceHandler } from "./handler.ts";
import { agreement, outputOf, pick, queriesOf } from "./windowed-case.ts";

/** The same windows by one pass over all rows. */
function bruteForce(set: FeatureSet, rows: readonly TimedRow[], queryMs: number, mode: WindowMode) {
  if (mode === "temporal") return exactWindow(set, rows, queryMs, "hop");
  const starts = set.features.map(({ windowMs }) =>
    windowMs === Number.POSITIVE_INFINITY ? -windowMs : roundToHop(queryMs - windowMs, DAY_MS),
  );
  return scanWindows(set, rows, starts, roundToHop(queryMs, DAY_MS));
}

/** Windowed features at query times, point in time. */
export const window: ConformanceHandler = async (testCase): Promise<ConformanceAnswer> => {
  await loadSketches();
  const schema = schemaOf(testCase.schema);
  const aggregations = aggregationsOf(testCase.aggregations);
  const rows = eventsOf(schema, testCase.events);
  const queries = queriesOf(testCase.queries);
  const mode = testCase.mode === "snapshot" ? "snapshot" : "temporal";
  try {
    const set = createFeatureSet(schema, aggregations, "chronon");
    const { windowedAggregator } = set;
    const results = computeWindows(set, rows, queries, mode).map((ir, i) => {
      const queryTs = queries[i] ?? 0;
      const output = outputOf(windowedAggregator, ir);
      const naive = outputOf(windowedAggregator, bruteForce(set, rows, queryTs, mode));
      const { agree, differing } = agreement(windowedAggregator.outputSchema, output, naive);
      return { queryTs, output, agree, ...(differing.length > 0 && { naive: pick(naive, differing) }) };
    });
    return {
      actual: {
        results,
        irTypes: Object.fromEntries(
          windowedAggregator.irSchema.map(({ name, type }) => [name, type as unknown as Json]),
        ),
        outputTypes: Object.fromEntries(
          windowedAggregator.outputSchema.map(({ name, type }) => [name, type as unknown as Json]),
        ),
      },
    };
  } catch (error) {
    if (error instanceof TilescopeError) return { actual: { error: { class: error.code } } };
    throw error;
  }
};
