import type { Json } from "../../schema/json.ts";
import { valueToJson } from "../../schema/json.ts";
import type { FeatureResponse } from "../../serving/feature-request.ts";
import type { EngineHost } from "../engine-host.ts";
import { RequestError } from "../request-error.ts";
import { MAX_DEFINITION_BYTES, readJson } from "./body.ts";
import { json } from "./respond.ts";

const MAX_KEYS = 10_000;

function atMillisOf(request: Request): number | undefined {
  const text = new URL(request.url).searchParams.get("atMillis");
  if (text === null) return undefined;
  const atMillis = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(atMillis))
    throw RequestError.badRequest(
      "request/bad-time",
      `atMillis is "${text.slice(0, 40)}"; it must be whole milliseconds since 1970.`,
    );
  return atMillis;
}

function keysOf(body: Json): readonly Readonly<Record<string, Json>>[] {
  const isObject = (item: Json) => typeof item === "object" && item !== null && !Array.isArray(item);
  if (!Array.isArray(body) || !body.every(isObject))
    throw RequestError.badRequest("request/bad-keys", 'The body must be an array of key objects: [{"user_id": "5"}].');
  if (body.length > MAX_KEYS)
    throw RequestError.badRequest(
      "request/too-many-keys",
      `The body has ${body.length} keys; ${MAX_KEYS} are allowed.`,
    );
  return body as Record<string, Json>[];
}

/** Chronon's REST shape of one answer. */
function resultOf(keys: Readonly<Record<string, Json>>, response: FeatureResponse | undefined): Json {
  const entityKeys = keys as { [name: string]: Json };
  if (response === undefined) return { status: "Failure", entityKeys, error: "No answer." };
  switch (response.outcome) {
    case "success": {
      const features: { [name: string]: Json } = {};
      response.features?.schema.forEach((field, i) => {
        features[field.name] = valueToJson(field.type, response.features?.row[i] ?? null);
      });
      return { status: "Success", entityKeys, features };
    }
    case "null-key":
      return {
        status: "Failure",
        entityKeys,
        error: `Key ${response.keyColumn} is null: there are no features of null.`,
      };
    case "failure":
      return { status: "Failure", entityKeys, error: response.error.message };
  }
}

/** `POST /v1/features/groupby/:name`: one result per key object, in order; 200 even when some fail. */
export async function fetchFeatures(host: EngineHost, name: string, request: Request): Promise<Response> {
  const atMillis = atMillisOf(request);
  const keys = keysOf(await readJson(request, MAX_DEFINITION_BYTES));
  host.groupBy(name);
  const responses = await host.fetcher.fetchGroupBys(
    keys.map((entityKeys) => ({ name, keys: entityKeys, ...(atMillis !== undefined && { atMillis }) })),
  );
  return json({ results: keys.map((entityKeys, i) => resultOf(entityKeys, responses[i])) });
}
