import type { Json } from "../../schema/json.ts";
import { restResponse } from "../../serving/rest-response.ts";
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

/** `POST /v1/features/groupby/:name`: one result per key object, in order; 200 even when some fail. */
export async function fetchFeatures(host: EngineHost, name: string, request: Request): Promise<Response> {
  const atMillis = atMillisOf(request);
  const keys = keysOf(await readJson(request, MAX_DEFINITION_BYTES));
  host.catalog.groupBy(name);
  return json(restResponse(await host.features.fetch(name, keys, atMillis)));
}
