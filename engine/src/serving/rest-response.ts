import { type Json, valueToJson } from "../schema/json.ts";
import type { FeatureResponse, Features } from "./feature-request.ts";

type JsonObject = { [name: string]: Json };

/** Body of Chronon's feature service. */
export interface RestResponse {
  readonly results: readonly (
    | { readonly status: "Success"; readonly entityKeys: JsonObject; readonly features: JsonObject }
    | { readonly status: "Failure"; readonly entityKeys: JsonObject; readonly error: string }
  )[];
}

/** Feature values by name; without data none. */
export function featuresJson(features: Features | null): JsonObject {
  if (features === null) return {};
  return Object.fromEntries(
    features.schema.map(({ name, type }, i) => [name, valueToJson(type, features.row[i] ?? null)]),
  );
}

/**
 * Responses as Chronon's `POST /v1/features/groupby/:name` gives them, in the order of the requests. As there, a request
 * with a null key has no result.
 */
export function restResponse(responses: readonly FeatureResponse[]): RestResponse {
  return {
    results: responses.flatMap((response): RestResponse["results"] => {
      const entityKeys = { ...response.request.keys };
      if (response.outcome === "null-key") return [];
      if (response.outcome === "failure") return [{ status: "Failure", entityKeys, error: response.error.message }];
      return [{ status: "Success", entityKeys, features: featuresJson(response.features) }];
    }),
  };
}
