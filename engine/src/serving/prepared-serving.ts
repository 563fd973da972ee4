import type { Schema } from "../schema/schema.ts";
import { compileDerivations, type Derive } from "./derive.ts";
import { asChronon, type FeatureSet } from "./feature-set.ts";
import { mapOrder, type OrderMaps } from "./map-order.ts";
import { createServedValues, type ServedValues } from "./served-values.ts";
import type { ServingInfo } from "./serving-info.ts";

/** A serving info with everything compiled that reads need. */
export interface PreparedServing {
  readonly info: ServingInfo;
  readonly values: ServedValues;
  /** The features as Chronon reads them; the plan itself where that is the same. */
  readonly chronon: FeatureSet;
  /** `null` without derivations. */
  readonly derive: Derive | null;
  /** Whether a batch value is the answer itself: snapshots, and GroupBys without aggregations. */
  readonly isFinished: boolean;
  /** Columns before derivations. */
  readonly valueSchema: Schema;
  readonly orderMaps: OrderMaps;
}

/** Prepares each serving info once. */
export function createPreparation(): (info: ServingInfo) => Promise<PreparedServing> {
  const prepared = new WeakMap<ServingInfo, Promise<PreparedServing>>();
  return (info) => {
    const present = prepared.get(info) ?? prepare(info);
    prepared.set(info, present);
    return present;
  };
}

async function prepare(info: ServingInfo): Promise<PreparedServing> {
  const { plan, selectedSchema } = info;
  const valueSchema = selectedSchema ?? plan.windowedAggregator.outputSchema;
  const isFinished = plan.accuracy === "SNAPSHOT" || selectedSchema !== undefined;
  return {
    info,
    values: createServedValues(info),
    chronon: asChronon(plan),
    derive: await compileDerivations(plan.groupBy.derivations, plan.keySchema, valueSchema),
    isFinished,
    valueSchema,
    orderMaps: mapOrder(valueSchema, (i) => {
      const part = isFinished ? undefined : plan.features[i]?.part;
      return part?.operation === "HISTOGRAM" && part.bucket === null;
    }),
  };
}
