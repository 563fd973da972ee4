import { TilescopeError } from "../errors.ts";
import { type GroupBy, Operation } from "../group-by/group-by.ts";
import { inferAccuracy } from "../group-by/source-kind.ts";
import { type Json, valueToJson } from "../schema/json.ts";
import type { DataType } from "../schema/schema.ts";
import type { FeatureResponse } from "../serving/feature-request.ts";
import type { JoinResponse, TypedValue } from "../serving/join/join-response.ts";
import type { JsonObject } from "./windowed-case.ts";

/** The class that Chronon's fetcher throws where ours has this code. */
const CLASSES: Readonly<Record<string, string>> = {
  "serving/before-batch-end": "java.lang.IllegalArgumentException",
  "serving/unknown-group-by": "java.util.NoSuchElementException",
  "serving/unknown-join": "java.util.NoSuchElementException",
  "serving/unknown-source": "java.lang.IllegalArgumentException",
  "serving/external-failed": "java.lang.IllegalStateException",
};

/** The class in place of one of our failures; `name` is that of the entry, where there is one. */
export function classOf(error: TilescopeError, name = ""): string {
  switch (error.code) {
    case "serving/missing-key":
      return name.startsWith("ext_") ? "ai.chronon.api.KeyMissingException" : "text";
    case "serving/failed-derivation":
      return name.endsWith("derivation_rename_exception") ? "java.lang.AssertionError" : "java.lang.ClassCastException";
    case "serving/bad-key":
      return /; "(true|false)/.test(error.message)
        ? "ai.chronon.api.EncodeKeyException"
        : "java.lang.NumberFormatException";
    case "serving/undecodable-value":
      return error.message.includes("_BATCH ") ? "java.io.EOFException" : "java.lang.RuntimeException";
    default:
      return CLASSES[error.code] ?? "java.lang.RuntimeException";
  }
}

/** Runtime type of a value in the fetcher's map. Percentiles that were just computed are arrays, which it takes for structs. */
function typeName(type: DataType, value: Json, isFreshArray: boolean): string {
  if (value === null) return "null";
  if (typeof type === "string") return type;
  if ("list" in type) return isFreshArray ? "struct" : "list";
  return "map" in type ? "map" : "struct";
}

/** Names of features that are percentiles and come from no stored value. */
export function freshPercentiles(groupBy: GroupBy): (name: string) => boolean {
  if (inferAccuracy(groupBy) !== "TEMPORAL") return () => false;
  const inputs = (groupBy.aggregations ?? [])
    .filter(({ operation }) => operation === Operation.APPROX_PERCENTILE)
    .map(({ inputColumn }) => `${inputColumn}_approx_percentile`);
  const renamed = (groupBy.derivations ?? []).filter(({ expression = "" }) =>
    inputs.some((input) => expression.startsWith(input)),
  );
  const names = renamed.map(({ name }) => name);
  return (name) => names.includes(name) || inputs.some((input) => name.startsWith(input));
}

function answerOf(
  request: number,
  features: Iterable<readonly [string, TypedValue]>,
  exceptions: Iterable<readonly [string, TilescopeError]>,
  isFresh: (name: string) => boolean,
): JsonObject {
  const values: JsonObject = {};
  const types: JsonObject = {};
  for (const [name, { type, value }] of features) {
    values[name] = valueToJson(type, value);
    types[name] = typeName(type, values[name], isFresh(name));
  }
  const failed = Object.fromEntries([...exceptions].map(([name, error]) => [name, classOf(error, name)]));
  return { request, values, types, ...(Object.keys(failed).length > 0 && { exceptions: failed }) };
}

/** An answer of the GroupBy fetcher as the cases show it; a null key has none. */
export function groupByAnswer(
  response: FeatureResponse,
  request: number,
  isFresh: (name: string) => boolean,
): JsonObject[] {
  if (response.outcome === "null-key") return [];
  if (response.outcome === "failure") return [{ request, failure: classOf(response.error) }];
  if (response.features === null) return [{ request, values: null }];
  const { schema, row } = response.features;
  const named = schema.map(({ name, type }, i) => [name, { type, value: row[i] ?? null }] as const);
  const isException = ([name]: readonly [string, TypedValue]): boolean => name.endsWith("_exception");
  const exceptions = named
    .filter(isException)
    .map(([name, { value }]) => [name, new TilescopeError("serving/failed-derivation", String(value))] as const);
  return [
    answerOf(
      request,
      named.filter((entry) => !isException(entry)),
      exceptions,
      isFresh,
    ),
  ];
}

export function joinAnswer(
  response: Extract<JoinResponse, { outcome: "success" }>,
  request: number,
  isFresh: (name: string) => boolean,
): JsonObject {
  return answerOf(request, response.features, response.exceptions, isFresh);
}
