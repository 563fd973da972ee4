import { operationArguments } from "../aggregation/operation-arguments.ts";
import type { Feature } from "../group-by/plan.ts";
import type { Json } from "../schema/json.ts";
import type { Run } from "./run.ts";

/** How far an estimate may be from an expected value, by the error that its sketch states. */
export interface StatedError {
  /** What it allows, in words. */
  readonly text: string;
  allows(actual: Json, expected: Json): boolean;
}

/** Of a normal error three standard deviations hold 99.7 % of all estimates. */
const DEVIATIONS = 3;
const percent = (share: number) => `${(100 * share).toPrecision(2)} %`;

/** Standard error of a merged CPC sketch of 2^k rows: ln 2 / sqrt(2^k), relative. */
function uniqueCount(k: number): StatedError {
  const share = (DEVIATIONS * Math.LN2) / Math.sqrt(2 ** k);
  return {
    text: `within ${percent(share)}, ${DEVIATIONS} standard errors of a sketch with k = ${k}`,
    allows: (actual, expected) =>
      typeof actual === "number" &&
      typeof expected === "number" &&
      Math.abs(actual - expected) <= Math.max(share * Math.abs(expected), Number.EPSILON),
  };
}

/** Share of values below a number, and at or below it. */
function ranks(sorted: readonly number[], value: number): readonly [number, number] {
  const below = sorted.filter((one) => one < value).length;
  const upTo = sorted.filter((one) => one <= value).length;
  return [below / sorted.length, upTo / sorted.length];
}

/** KLL's normalised rank error for k, 99 % of the time: two values are as good as equal when their ranks are that close. */
function percentiles(k: number, values: readonly number[]): StatedError {
  const rankError = 2.296 / k ** 0.9723;
  const near = (left: Json, right: Json): boolean => {
    if (typeof left !== "number" || typeof right !== "number") return left === right;
    const [leftBelow, leftUpTo] = ranks(values, left);
    const [rightBelow, rightUpTo] = ranks(values, right);
    return Math.max(leftBelow - rightUpTo, rightBelow - leftUpTo) <= rankError;
  };
  return {
    text: `ranks within ${percent(rankError)}, the rank error of a sketch with k = ${k}`,
    allows: (actual, expected) =>
      Array.isArray(actual) &&
      Array.isArray(expected) &&
      actual.length === expected.length &&
      actual.every((value, i) => near(value, expected[i] ?? null)),
  };
}

/**
 * The error that the sketch of a feature states; null for every other feature, for lists by bucket, and for the sketches
 * of frequent values, which count exactly until they are full. `keyIndex` says whose values give the ranks.
 */
export function statedError(
  run: Run,
  { part, windowMs }: Feature,
  keyIndex: number,
  queryMs: number,
): StatedError | null {
  const given = operationArguments(part.operation, part.argMap);
  if (!given.ok || part.bucket !== null) return null;
  if (part.operation === "APPROX_UNIQUE_COUNT") return uniqueCount(given.value.k);
  if (part.operation !== "APPROX_PERCENTILE" || keyIndex < 0) return null;
  const column = run.plan.inputSchema.findIndex(({ name }) => name === part.inputColumn);
  const { events, timesMs } = run.history.key(keyIndex);
  const values = events.flatMap(({ inputs }, i) => {
    const timeMs = timesMs[i] ?? Number.NaN;
    const value = inputs[column];
    return typeof value === "number" && timeMs >= queryMs - windowMs && timeMs < queryMs ? [value] : [];
  });
  return values.length === 0 ? null : percentiles(given.value.k, values);
}
