import type { AggregationPart } from "../aggregation/aggregation-part.ts";
import type { OperationName } from "../group-by/group-by.ts";
import { type Json, stringifyJson } from "../schema/json.ts";
import type { CompareRow, Difference } from "./protocol.ts";

/** Two floating results of the same events in another order are called equal within this relative difference. */
const EPSILON = 1e-9;
/** Of moments, which add powers of differences. */
const MOMENT_EPSILON = 1e-6;

const MOMENTS = new Set<OperationName>(["VARIANCE", "SKEW", "KURTOSIS"]);
const SKETCHES = new Set<OperationName>([
  "APPROX_UNIQUE_COUNT",
  "APPROX_PERCENTILE",
  "APPROX_HISTOGRAM_K",
  "APPROX_FREQUENT_K",
  "APPROX_HEAVY_HITTERS_K",
]);
const KEEPING_TIES = new Set<OperationName>(["FIRST_K", "LAST_K", "UNIQUE_TOP_K"]);

/** How close two floating results of an operation have to be. */
export const epsilonOf = (operation: OperationName): number => (MOMENTS.has(operation) ? MOMENT_EPSILON : EPSILON);

/** How two answers to one question compare, inside buckets, maps and lists too. */
export function equality(left: Json, right: Json, epsilon: number): CompareRow["equal"] {
  if (stringifyJson(left) === stringifyJson(right)) return "same";
  return isNear(left, right, epsilon) ? "within-epsilon" : "differs";
}

function isNear(left: Json, right: Json, epsilon: number): boolean {
  if (typeof left === "number" && typeof right === "number")
    return Math.abs(left - right) <= epsilon * Math.max(Math.abs(left), Math.abs(right));
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const others = new Map(Object.entries(right));
  const entries = Object.entries(left);
  return (
    entries.length === others.size && entries.every(([key, item]) => isNear(item, others.get(key) ?? null, epsilon))
  );
}

/** Why the same events gave answers that are not the same: they were taken in another order (SPEC A8, A12). */
export function reasonOfOrder({ operation, argMap }: AggregationPart, equal: CompareRow["equal"]): Difference {
  if (equal === "within-epsilon")
    return {
      kind: "float-order",
      epsilon: epsilonOf(operation),
      text: "floating sums of the same events in another order",
    };
  if (SKETCHES.has(operation))
    return { kind: "sketch-error", text: "an estimate: merging sketches and updating one estimate differently" };
  if (KEEPING_TIES.has(operation))
    return {
      kind: "tie-order",
      text: "values that tie: which of them stay follows from the order they were merged in",
    };
  if (operation === "HISTOGRAM" && Number(argMap?.k ?? 0) > 0)
    return {
      kind: "histogram-cut",
      text: `counts that tie for the last of ${argMap?.k} places: which stay is left to chance`,
    };
  return { kind: "unexplained", text: "the same events gave another value: please report this" };
}
