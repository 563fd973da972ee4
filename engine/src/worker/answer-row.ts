import type { Feature } from "../group-by/plan.ts";
import type { Json } from "../schema/json.ts";
import type { Difference } from "./difference.ts";
import { rawValue } from "./explain.ts";
import type { CompareRow } from "./protocol.ts";
import type { Run } from "./run.ts";
import { epsilonOf, equality, reasonOfOrder } from "./same-events.ts";
import { censusOf, reasonsOf } from "./window-census.ts";

/** The value of one feature from tiles beside the exact one: whether they agree, and if not, why. */
export type AnswerRow = Pick<CompareRow, "feature" | "exact" | "tiled" | "equal" | "reasons">;

/** In which events the tiled answer and the exact one part, counted; empty when both cover the same. */
export function countedReasons(
  run: Run,
  feature: Feature,
  keyIndex: number,
  queryMs: number,
  step: number,
): readonly Difference[] {
  return reasonsOf(censusOf(run, keyIndex, feature, queryMs, step), queryMs, run.trace.tileSizeMs);
}

/** Judges the tiled answer for a key at a moment by the exact window over the raw events that had arrived. */
export function answerRow(
  run: Run,
  feature: Feature,
  keyIndex: number,
  queryMs: number,
  step: number,
  tiled: Json,
): AnswerRow {
  const exact = rawValue(run, feature, keyIndex, queryMs - feature.windowMs, queryMs, step);
  const equal = equality(tiled, exact, epsilonOf(feature.part.operation));
  return { feature: feature.name, exact, tiled, equal, reasons: reasons() };

  function reasons() {
    if (equal === "same") return [];
    const counted = countedReasons(run, feature, keyIndex, queryMs, step);
    return counted.length > 0 ? counted : [reasonOfOrder(feature.part, equal)];
  }
}
