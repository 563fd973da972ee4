import type { RowIr } from "../aggregation/row-aggregator.ts";
import { loadSketches } from "../aggregation/sketches/load-sketches.ts";
import { TilescopeError } from "../errors.ts";
import { computeWindows } from "../offline/compute-windows.ts";
import { type BatchIr, buildBatchIr, denormalizeBatchIr, normalizeBatchIr } from "../serving/batch-ir.ts";
import { createFeatureSet, type FeatureSet, type TimedRow } from "../serving/feature-set.ts";
import { readEvents, readTiles, type TileIr } from "../serving/sawtooth.ts";
import { roundToHop } from "../time/hop.ts";
import { smallestTailHopMs } from "../time/resolution.ts";
import { aggregationsOf, arrayOf, eventsOf, objectOf, schemaOf } from "./chronon-case.ts";
import type { ConformanceAnswer, ConformanceCase, ConformanceHandler } from "./handler.ts";
import { agreement, batchIrOf, irOf, type JsonObject, outputOf, pick, queriesOf } from "./windowed-case.ts";

/** Rows cut into tiles, as the tiling operator writes them. */
export function tilesOf(set: FeatureSet, rows: readonly TimedRow[], tileSizeMs: number): TileIr[] {
  const tiles = new Map<number, RowIr>();
  for (const { timeMs, row } of rows) {
    const startMs = roundToHop(timeMs, tileSizeMs);
    const ir = tiles.get(startMs) ?? set.baseAggregator.init();
    tiles.set(startMs, ir);
    set.baseAggregator.update(ir, row, timeMs);
  }
  return [...tiles].map(([startMs, ir]) => ({ startMs, ir })).sort((left, right) => left.startMs - right.startMs);
}

/** Sizes are inputs, and stand in the expected part; without it the GroupBy's own tile size. */
function tileSizes(testCase: ConformanceCase): number[] {
  const tiled = objectOf(testCase.expected ?? {}).tiled ?? testCase.tiled;
  if (tiled !== undefined) return arrayOf(tiled).map((tiling) => Number(objectOf(tiling).tileSizeMillis));
  const windows = aggregationsOf(testCase.aggregations).flatMap((aggregation) => aggregation.windows ?? []);
  const size = smallestTailHopMs(windows);
  return size === null ? [] : [size];
}

/** What `compute` gives, or the error of the engine as the cases write it. */
function orError(compute: () => JsonObject): JsonObject {
  try {
    return compute();
  } catch (error) {
    if (error instanceof TilescopeError) return { error: { class: error.code } };
    throw error;
  }
}

/** Batch IR with streamed events, or with tiles, at query times. */
export const online: ConformanceHandler = async (testCase): Promise<ConformanceAnswer> => {
  await loadSketches();
  const schema = schemaOf(testCase.schema);
  const set = createFeatureSet(schema, aggregationsOf(testCase.aggregations), "chronon");
  const { windowedAggregator, baseAggregator } = set;
  const endMs = Number(testCase.batchEndTs);
  const batchRows = eventsOf(schema, testCase.batchEvents);
  const streamed = eventsOf(schema, testCase.streamingEvents);
  const together = [...batchRows.filter((row) => row.timeMs < endMs), ...streamed.filter((row) => row.timeMs >= endMs)];
  const queries = queriesOf(testCase.queries);
  const servable = queries.filter((queryMs) => queryMs >= endMs);
  const built = buildBatchIr(set, endMs, batchRows);
  const stored = normalizeBatchIr(set, built);
  /** As every fetch decodes it anew. */
  const fetched = () => denormalizeBatchIr(set, stored);

  const output = (ir: RowIr | null): JsonObject => outputOf(windowedAggregator, ir ?? windowedAggregator.init());
  const read = (queryMs: number, ir: BatchIr | null = fetched(), rows: TimedRow[] | null = streamed) =>
    readEvents(set, { ir, endMs }, rows, queryMs);

  const results = queries.map(
    (queryTs): JsonObject => ({
      queryTs,
      ...orError(() => ({ output: output(read(queryTs)) })),
    }),
  );
  const offline = new Map<number, JsonObject>();
  const failed = orError(() => {
    for (const [i, ir] of computeWindows(set, together, servable, "temporal").entries())
      offline.set(servable[i] ?? 0, output(ir));
    return {};
  });
  const compared = results.map((result): JsonObject => {
    const reference = offline.get(Number(result.queryTs));
    if (reference === undefined || "error" in failed || result.output === undefined) return result;
    const { agree, differing } = agreement(windowedAggregator.outputSchema, result.output, reference);
    return { ...result, agree, ...(differing.length > 0 && { offline: pick(reference, differing) }) };
  });

  const tiled = tileSizes(testCase).map((tileSizeMillis) => {
    const tiles = tilesOf(set, streamed, tileSizeMillis);
    return {
      tileSizeMillis,
      tiles: tiles.map(({ startMs, ir }) => ({ ts: startMs, ir: irOf(baseAggregator, ir) })),
      results: servable.map((queryTs) => {
        const merged = output(readTiles(set, { ir: fetched(), endMs }, tiles, queryTs));
        const untiled = output(read(queryTs));
        const { agree, differing } = agreement(windowedAggregator.outputSchema, merged, untiled);
        return { queryTs, output: merged, agree, ...(differing.length > 0 && { differs: [...differing] }) };
      }),
    };
  });

  const firstMs = servable[0];
  return {
    actual: {
      batchIr: batchIrOf(set, built),
      results: compared,
      tiled,
      ...(firstMs !== undefined && {
        irAtFirstQuery: irOf(windowedAggregator, read(firstMs) ?? windowedAggregator.init()),
        withoutBatch: { queryTs: firstMs, output: output(read(firstMs, null)) },
        withoutStreaming: { queryTs: firstMs, output: output(read(firstMs, fetched(), null)) },
      }),
    },
  };
};
