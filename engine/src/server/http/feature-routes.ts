import type { Json } from "../../schema/json.ts";
import type { Compatibility } from "../../serving/compatibility.ts";
import type { EngineHost } from "../engine-host.ts";
import { RequestError } from "../request-error.ts";
import type { Answer } from "./answer.ts";
import { readJson } from "./body.ts";
import { MAX_DEFINITION_BYTES } from "./limits.ts";
import { json } from "./respond.ts";
import type { RouteRequest } from "./route-request.ts";

const MAX_KEYS = 10_000;

function atMillisOf(text: string | null): { readonly atMillis?: number } {
  if (text === null) return {};
  const atMillis = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(atMillis))
    throw RequestError.badRequest(
      "request/bad-time",
      `atMillis is "${text.slice(0, 40)}"; it must be whole milliseconds since 1970.`,
    );
  return { atMillis };
}

function compatibilityOf(text: string | null): { readonly compatibility?: Compatibility } {
  if (text === null) return {};
  if (text !== "strict" && text !== "chronon")
    throw RequestError.badRequest(
      "request/bad-compatibility",
      `compatibility is "${text.slice(0, 40)}"; it must be strict or chronon.`,
    );
  return { compatibility: text };
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

/** `POST /v1/features/groupby/:name`: one result per key object, in order; 200 even when some fail. */
export async function fetchFeatures(host: EngineHost, name: string, request: RouteRequest): Promise<Answer> {
  const { query } = request;
  const how = { ...atMillisOf(query.get("atMillis")), ...compatibilityOf(query.get("compatibility")) };
  const keys = keysOf(await readJson(request, MAX_DEFINITION_BYTES));
  host.catalog.groupBy(name);
  return json(await host.features.fetch(name, keys, how));
}
