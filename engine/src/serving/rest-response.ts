import { type Json, valueToJson } from "../schema/json.ts";
import type { Compatibility } from "./compatibility.ts";
import type { FeatureResponse, Features } from "./feature-request.ts";

type JsonObject = { [name: string]: Json };

/** Body of Chronon's feature service. */
export interface RestResponse {
  readonly results: readonly (
    | {
        readonly status: "Success";
        readonly entityKeys: JsonObject;
        readonly features: JsonObject;
        /** What the features are to be taken with; absent without any. */
        readonly warnings?: readonly string[];
      }
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
 * Responses as Chronon's `POST /v1/features/groupby/:name` gives them, one for each request, in order. A request with a null
 * key fails and says so; with `"chronon"` it is left out as there, so that results no longer line up with what was asked, and
 * features come without warnings.
 */
export function restResponse(
  responses: readonly FeatureResponse[],
  compatibility: Compatibility = "strict",
): RestResponse {
  const answered = compatibility === "chronon" ? responses.filter(({ outcome }) => outcome !== "null-key") : responses;
  return {
    results: answered.map((response): RestResponse["results"][number] => {
      const entityKeys = { ...response.request.keys };
      if (response.outcome === "success") {
        const warnings = compatibility === "chronon" ? [] : response.diagnostics.map(({ message }) => message);
        const features = featuresJson(response.features);
        return { status: "Success", entityKeys, features, ...(warnings.length > 0 && { warnings }) };
      }
      const error =
        response.outcome === "null-key"
          ? `Key ${response.keyColumn} is null: nothing is known of null.`
          : response.error.message;
      return { status: "Failure", entityKeys, error };
    }),
  };
}
