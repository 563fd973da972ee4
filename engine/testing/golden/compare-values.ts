import { type ExpandedParts, expandParts } from "../../src/aggregation/expand-parts.ts";
import { incrementalOutputColumnName, outputColumnName } from "../../src/aggregation/output-column-name.ts";
import { aggregationsOf, arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import type { OperationName } from "../../src/group-by/group-by.ts";
import { type Json, stringifyJson } from "../../src/schema/json.ts";

/** Why a column needs a looser comparison (golden/chronon/README.md, *Comparing*). */
export type Caution =
  | "timestampTies"
  | "randomizedSketch"
  | "cpcSketch"
  | "frequentItemsSketch"
  | "histogramCut"
  | "nanInHeap"
  | "negativeTime"
  | "elementWiseWindowed";

/** How the columns of one aggregation are compared. */
export interface ColumnRule {
  readonly operation: OperationName;
  readonly wrapping: "none" | "map" | "list";
  readonly cautions: ReadonlySet<Caution>;
  /** Floating results to the last bit and containers in their order: only where the order of steps is the same. */
  readonly strict: boolean;
  /** For a `randomizedSketch`: the ranks asked for and everything that went in, to compare by rank. */
  readonly ranks?: { readonly percentiles: readonly number[]; readonly values: readonly number[]; readonly k: number };
}

/** Rules by column name, windowed and not, for a case with `schema`, `aggregations` and `caution`. */
export function columnRules(
  testCase: { readonly [field: string]: Json | undefined },
  { strict = false } = {},
): Map<string, ColumnRule> {
  const rules = new Map<string, ColumnRule>();
  const types = new Map(arrayOf(testCase.schema).map((field) => [objectOf(field).name, objectOf(field).type]));
  for (const [index, aggregation] of aggregationsOf(testCase.aggregations).entries()) {
    const cautions = arrayOf(testCase.caution ?? [])
      .map(objectOf)
      .filter((caution) => caution.aggregation === undefined || caution.aggregation === index)
      .map((caution) => caution.reason as Caution);
    const { base, windowed }: ExpandedParts = expandParts([aggregation]);
    for (const part of [...windowed, ...base]) {
      const isTimed = ["FIRST", "LAST", "FIRST_K", "LAST_K"].includes(part.operation);
      const type = types.get(part.inputColumn);
      const isMap = typeof type === "object" && type !== null && "map" in type;
      const wrapping =
        part.bucket !== null || (isMap && !isTimed) ? "map" : part.elementWise && !isTimed ? "list" : "none";
      const rule = { operation: part.operation, wrapping, cautions: new Set(cautions), strict } as const;
      rules.set(outputColumnName(part), rule);
      rules.set(incrementalOutputColumnName(part), rule);
    }
  }
  return rules;
}

const SPECIAL = new Map<Json, number>([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);
const asNumber = (json: Json): number | undefined => (typeof json === "number" ? json : SPECIAL.get(json));

/** How far two floating results may be apart: relative to the larger, or absolute near zero. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

const EXACT: Tolerance = { relative: 0, absolute: 0 };
const SUMS: Tolerance = { relative: 1e-9, absolute: 1e-9 };
const MOMENTS: Tolerance = { relative: 1e-6, absolute: 1e-6 };

function toleranceOf({ operation, strict }: ColumnRule): Tolerance {
  if (strict) return EXACT;
  if (operation === "SUM" || operation === "AVERAGE") return SUMS;
  return operation === "VARIANCE" || operation === "SKEW" || operation === "KURTOSIS" ? MOMENTS : EXACT;
}

/** The first difference as text with its path, or `null`. Integers are always exact; -0 and 0 differ when exact. */
export function difference(expected: Json, actual: Json, tolerance: Tolerance = EXACT, path = ""): string | null {
  const fail = () => `${path}: expected ${stringifyJson(expected)}, got ${stringifyJson(actual)}`;
  const left = asNumber(expected);
  const right = asNumber(actual);
  if (left !== undefined && right !== undefined) {
    if (Object.is(left, right)) return null;
    const allowed = Math.max(tolerance.absolute, tolerance.relative * Math.max(Math.abs(left), Math.abs(right)));
    return allowed > 0 && Math.abs(left - right) <= allowed ? null : fail();
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) return fail();
    for (const [i, item] of expected.entries()) {
      const found = difference(item, actual[i] ?? null, tolerance, `${path}[${i}]`);
      if (found !== null) return found;
    }
    return null;
  }
  if (isObject(expected) && isObject(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      if (!(key in expected) || !(key in actual)) return `${fail()} (key ${key})`;
      const found = difference(expected[key] ?? null, actual[key] ?? null, tolerance, `${path}.${key}`);
      if (found !== null) return found;
    }
    return null;
  }
  return expected === actual ? null : fail();
}

const isObject = (json: Json): json is { [name: string]: Json } =>
  typeof json === "object" && json !== null && !Array.isArray(json);

function asMultiset(json: Json): Json {
  return Array.isArray(json) ? [...json].sort((a, b) => (stringifyJson(a) < stringifyJson(b) ? -1 : 1)) : json;
}

/** Applies `compare` to each operation's own value inside buckets, map keys or positions. */
function unwrapped(
  rule: ColumnRule,
  expected: Json,
  actual: Json,
  compare: (expected: Json, actual: Json) => string | null,
): string | null {
  if (expected === null || actual === null || rule.wrapping === "none") return compare(expected, actual);
  const shape = difference(outline(expected), outline(actual));
  if (shape !== null) return shape;
  for (const key of Object.keys(expected)) {
    const found = compare(member(expected, key), member(actual, key));
    if (found !== null) return `[${key}]${found}`;
  }
  return null;
}

const member = (json: Json, key: string): Json => (json as { [name: string]: Json })[key] ?? null;
const outline = (json: Json): Json => (typeof json === "object" && json !== null ? Object.keys(json).sort() : json);

/** Whether the IR is a list whose order does not count. */
function isUnordered({ operation, strict, cautions }: ColumnRule): boolean {
  switch (operation) {
    case "UNIQUE_COUNT":
    case "BOUNDED_UNIQUE_COUNT":
      return true;
    case "TOP_K":
    case "BOTTOM_K":
      return !strict;
    case "FIRST_K":
    case "LAST_K":
      return !strict && !cautions.has("timestampTies");
    default:
      return false;
  }
}

/** `n` in the hex of a serialised KLL sketch; all else depends on coin flips. */
const kllCount = (hex: Json): Json => (typeof hex === "string" ? hex.slice(16, 32) : hex);

/** Whether every value of a randomized sketch stands within three rank errors of the rank asked for. */
function rankDifference({ ranks }: ColumnRule, expected: Json, actual: Json): string | null {
  if (!Array.isArray(expected) || !Array.isArray(actual)) return difference(expected, actual);
  if (expected.length !== actual.length) return difference(expected.length, actual.length);
  if (ranks === undefined) return null;
  const allowed = 3 * (2.296 / ranks.k ** 0.9723);
  for (const [i, value] of actual.map(Number).entries()) {
    const wanted = ranks.percentiles[i] ?? Number.NaN;
    const below = ranks.values.filter((other) => other < value).length / ranks.values.length;
    const upTo = ranks.values.filter((other) => other <= value).length / ranks.values.length;
    if (!(below - allowed <= wanted && wanted <= upTo + allowed))
      return `[${i}]: ${value} has rank ${below} to ${upTo}, not ${wanted} ± ${allowed}`;
  }
  return null;
}

/** Compares an IR in its shown form; `null` when it agrees. */
export function irDifference(rule: ColumnRule, expected: Json, actual: Json): string | null {
  if (rule.cautions.has("randomizedSketch"))
    return unwrapped(rule, expected, actual, (left, right) => difference(kllCount(left), kllCount(right)));
  const unordered = isUnordered(rule);
  return unwrapped(rule, expected, actual, (left, right) =>
    unordered ? difference(asMultiset(left), asMultiset(right)) : difference(left, right, toleranceOf(rule)),
  );
}

/** Compares a feature value; `null` when it agrees. */
export function outputDifference(rule: ColumnRule, expected: Json, actual: Json): string | null {
  if (rule.cautions.has("randomizedSketch"))
    return unwrapped(rule, expected, actual, (left, right) => rankDifference(rule, left, right));
  return unwrapped(rule, expected, actual, (left, right) => difference(left, right, toleranceOf(rule)));
}

/** Compares IRs or outputs by column name, as the cases hold them; the differences, one line each. */
export function columnDifferences(
  rules: ReadonlyMap<string, ColumnRule>,
  kind: "ir" | "output",
  expected: Json | undefined,
  actual: Json | undefined,
): string[] {
  const left = expected ?? null;
  const right = actual ?? null;
  if (!isObject(left) || !isObject(right)) {
    const found = difference(left, right);
    return found === null ? [] : [`${kind}${found}`];
  }
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].flatMap((name) => {
    const rule = rules.get(name);
    if (rule === undefined || !(name in left) || !(name in right)) return [`${kind} ${name}: not on both sides`];
    const compare = kind === "ir" ? irDifference : outputDifference;
    const found = compare(rule, left[name] ?? null, right[name] ?? null);
    return found === null ? [] : [`${kind} ${name}${found}`];
  });
}
