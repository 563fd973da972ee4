import type { AggregationPart } from "../aggregation/aggregation-part.ts";
import { createRowAggregator } from "../aggregation/create-row-aggregator.ts";
import { expandParts } from "../aggregation/expand-parts.ts";
import { outputColumnName } from "../aggregation/output-column-name.ts";
import type { RowAggregator } from "../aggregation/row-aggregator.ts";
import type { Aggregation } from "../group-by/group-by.ts";
import type { Feature } from "../group-by/plan.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { tailHopMs, windowMs } from "../time/window.ts";
import type { Compatibility } from "./compatibility.ts";

/** What windowed aggregation needs of a GroupBy. A `Plan` is one. */
export interface FeatureSet {
  readonly features: readonly Feature[];
  /** Un-windowed columns: what tiles and hops hold. */
  readonly baseAggregator: RowAggregator;
  /** One column per feature. */
  readonly windowedAggregator: RowAggregator;
}

/** One input row and the time that windows look at, in ms. */
export interface TimedRow {
  readonly timeMs: number;
  readonly row: Row;
}

/**
 * The features of `aggregations` over rows of `inputSchema`. Reads take no `elementWise`: as on Chronon's serving path,
 * such a list is aggregated as a whole. With `"chronon"` hops and tiles that several windows or queries read can be
 * changed by reading them, as in Chronon (SPEC A13). Throws as `createRowAggregator` does.
 */
export function createFeatureSet(
  inputSchema: Schema,
  aggregations: readonly Aggregation[],
  compatibility: Compatibility = "strict",
): FeatureSet {
  const { windowed, base, baseIndex } = expandParts(aggregations);
  const whole = (part: AggregationPart): AggregationPart => ({ ...part, elementWise: false });
  return {
    features: windowed.map((part, i) => ({
      part,
      name: outputColumnName(part),
      baseIndex: baseIndex[i] ?? 0,
      windowMs: windowMs(part.window),
      tailHopMs: tailHopMs(windowMs(part.window)),
    })),
    baseAggregator: createRowAggregator(inputSchema, base.map(whole), compatibility),
    windowedAggregator: createRowAggregator(inputSchema, windowed.map(whole), compatibility),
  };
}

/** The same features, with reads that change hops where Chronon's do (SPEC A13). `set` itself where none does. */
export function asChronon(set: FeatureSet): FeatureSet {
  const again = ({ inputSchema, columns }: RowAggregator): RowAggregator =>
    createRowAggregator(
      inputSchema,
      columns.map(({ part }) => part),
      "chronon",
    );
  const baseAggregator = again(set.baseAggregator);
  if (!baseAggregator.columns.some(({ aggregator }) => aggregator.changesRight)) return set;
  return { features: set.features, baseAggregator, windowedAggregator: again(set.windowedAggregator) };
}
