import { TilescopeError } from "../../errors.ts";
import type { JoinPart } from "../../group-by/join.ts";
import { leftKeys, partPrefix } from "../../group-by/join-part-names.ts";
import type { Json } from "../../schema/json.ts";
import type { FeatureRequest, FeatureResponse } from "../feature-request.ts";
import type { TypedValue } from "./join-response.ts";

/** What one part gives for one request, its names complete. */
export interface PartOutcome {
  readonly features: readonly (readonly [name: string, feature: TypedValue])[];
  readonly exceptions: readonly (readonly [name: string, error: TilescopeError])[];
}

/** Ends the name of what stands for the features of a part that failed. */
export const EXCEPTION = "_exception";

/** The request to the GroupBy of a part, or `serving/missing-key` where the request lacks one of its keys. */
export function partRequest(part: JoinPart, { keys, atMillis }: FeatureRequest): FeatureRequest | TilescopeError {
  const left = leftKeys(part);
  const missing = [...left.values()].filter((name) => !Object.hasOwn(keys, name));
  if (missing.length > 0)
    return new TilescopeError(
      "serving/missing-key",
      `${partPrefix(part)} needs the keys ${missing.join(", ")}, which the request lacks`,
    );
  const rightKeys = Object.fromEntries([...left].map(([right, name]): [string, Json] => [right, keys[name] ?? null]));
  return {
    name: part.groupBy?.metaData?.name ?? "",
    keys: rightKeys,
    ...(atMillis !== undefined && { atMillis }),
  };
}

/** A part with a null key has nothing, like one without data. */
export function featuresOfPart(part: JoinPart, answer: FeatureResponse | TilescopeError): PartOutcome {
  const prefix = partPrefix(part);
  const failed = (error: TilescopeError): PartOutcome => ({
    features: [],
    exceptions: [[`${prefix}${EXCEPTION}`, error]],
  });
  if (answer instanceof TilescopeError) return failed(answer);
  if (answer.outcome === "failure") return failed(answer.error);
  if (answer.outcome === "null-key" || answer.features === null) return { features: [], exceptions: [] };
  const { schema, row } = answer.features;
  const named = schema.map(({ name, type }, i) => ({ name: `${prefix}_${name}`, type, value: row[i] ?? null }));
  return {
    features: named.flatMap(({ name, type, value }): PartOutcome["features"] =>
      name.endsWith(EXCEPTION) ? [] : [[name, { type, value }]],
    ),
    exceptions: named.flatMap(({ name, value }): PartOutcome["exceptions"] =>
      name.endsWith(EXCEPTION) ? [[name, new TilescopeError("serving/failed-derivation", String(value))]] : [],
    ),
  };
}
