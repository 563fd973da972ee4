import { TilescopeError } from "../errors.ts";
import type { Feature } from "../group-by/plan.ts";
import { type Json, valueToJson } from "../schema/json.ts";
import { countUpTo } from "./grouped.ts";
import type { EngineRequests, Explanation } from "./protocol.ts";
import type { Run } from "./run.ts";
import { censusOf, type ReadTile, reasonsOf, tilesRead } from "./window-census.ts";

/** Index of a feature by name; throws when the GroupBy has none such. */
export function featureIndex(run: Run, name: string): number {
  const index = run.plan.features.findIndex((feature) => feature.name === name);
  if (index < 0) throw new TilescopeError("worker/unknown-feature", `The GroupBy has no feature "${name}".`);
  return index;
}

/** The value that a read of these tiles gives. */
export function tiledValue(run: Run, feature: Feature, tiles: readonly ReadTile[]): Json {
  const column = run.plan.baseAggregator.columns[feature.baseIndex];
  if (column === undefined) return null;
  let ir: unknown = null;
  for (const tile of tiles)
    ir = column.merge(ir, run.tileIrs.first(tile.tileIndex, tile.events)[feature.baseIndex] ?? null);
  return ir === null ? null : valueToJson(column.outputType, column.finalize(ir));
}

/** The value over the arrived raw events of a key with `fromMs <= event time < queryMs`, late ones included. */
export function rawValue(
  run: Run,
  feature: Feature,
  keyIndex: number,
  fromMs: number,
  queryMs: number,
  step: number,
): Json {
  const column = run.plan.baseAggregator.columns[feature.baseIndex];
  if (column === undefined) return null;
  const history = run.history.key(keyIndex);
  const arrived = countUpTo(history.steps, step);
  let ir: unknown = null;
  for (let i = 0; i < arrived; i++) {
    const timeMs = history.timesMs[i] ?? Number.NaN;
    const event = history.events[i];
    if (event !== undefined && timeMs >= fromMs && timeMs < queryMs) ir = column.update(ir, event.inputs, timeMs);
  }
  return ir === null ? null : valueToJson(column.outputType, column.finalize(ir));
}

/** Which tiles and events made one value, which were left out, and why it differs from the exact window. */
export function explainValue(run: Run, request: EngineRequests["explain"]["request"]): Explanation {
  const { keyIndex, queryMs, step } = request;
  const feature = run.plan.features[featureIndex(run, request.feature)] as Feature;
  const column = run.plan.baseAggregator.columns[feature.baseIndex];
  const { trace } = run;
  const census = censusOf(run, keyIndex, feature, queryMs, step);
  const read = tilesRead(run, keyIndex, feature, queryMs, step);
  const value = tiledValue(run, feature, read);
  const exact = rawValue(run, feature, keyIndex, census.exactStartMs, queryMs, step);
  return {
    feature: feature.name,
    key: trace.keys[keyIndex] ?? "",
    queryMs,
    value,
    exact,
    windowStartMs: Number.isFinite(feature.windowMs) ? census.exactStartMs : null,
    tailStartMs: Number.isFinite(feature.windowMs) ? census.tailStartMs : null,
    batchEndMs: null,
    tiles: read.map((tile) => {
      const ir = run.tileIrs.first(tile.tileIndex, tile.events)[feature.baseIndex] ?? null;
      const closedStep = trace.tiles.closedStep[tile.tileIndex] ?? -1;
      let exactEvents = 0;
      for (const eventStep of run.history.tileSteps(tile.tileIndex).subarray(0, tile.events)) {
        const timeMs = trace.eventMs[eventStep] ?? Number.NaN;
        if (timeMs >= census.exactStartMs && timeMs < queryMs) exactEvents++;
      }
      return {
        ...tile,
        exactEvents,
        open: closedStep < 0 || closedStep > step,
        value: ir === null || column === undefined ? null : valueToJson(column.outputType, column.finalize(ir)),
      };
    }),
    dropped: census.late.map((at) => ({
      step: at,
      eventMs: trace.eventMs[at] ?? 0,
      processingMs: trace.processingMs[at] ?? 0,
    })),
    reasons: reasonsOf(census, queryMs, trace.tileSizeMs),
  };
}
