import { type Json, parseJson } from "../../schema/json.ts";
import { RequestError } from "../request-error.ts";
import { isTooDeep } from "./json-depth.ts";
import { MAX_JSON_DEPTH } from "./limits.ts";
import type { RouteRequest } from "./route-request.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a body as text and stops reading once it is too long or too slow; throws 413, 408 or 400. */
export async function readText(request: RouteRequest, maxBytes: number): Promise<string> {
  const bytes = await readBytes(request, maxBytes);
  try {
    return utf8.decode(bytes);
  } catch {
    throw RequestError.badRequest("request/not-utf8", "The body is not UTF-8 text.");
  }
}

async function readBytes(request: RouteRequest, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.header("content-length") ?? 0) > maxBytes) throw tooLong(maxBytes);
  const parts: Uint8Array[] = [];
  let total = 0;
  const reading = request.readBody((part) => {
    total += part.length;
    if (total > maxBytes) throw tooLong(maxBytes);
    parts.push(part);
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    reading.cancel();
  }, request.bodyWithinMs);
  try {
    await reading.done;
  } finally {
    clearTimeout(timer);
  }
  if (isLate)
    throw new RequestError(
      408,
      "request/too-slow",
      `The body did not arrive within ${request.bodyWithinMs / 1_000} s.`,
    );
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : joined(parts, total);
}

function joined(parts: readonly Uint8Array[], total: number): Uint8Array {
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const tooLong = (maxBytes: number): RequestError =>
  new RequestError(
    413,
    "request/too-large",
    `The body is larger than ${(maxBytes / 1e6).toLocaleString("en-US")} MB. Send it in smaller parts.`,
  );

/** Reads a JSON body; throws 400 that says where the text is wrong. */
export async function readJson(request: RouteRequest, maxBytes: number): Promise<Json> {
  const text = await readText(request, maxBytes);
  if (text.trim() === "") throw RequestError.badRequest("request/empty", "The body is empty; JSON was expected.");
  return parseBody(text);
}

/** JSON of a body; throws 400. */
export function parseBody(text: string): Json {
  if (isTooDeep(text))
    throw RequestError.badRequest(
      "request/too-deep",
      `The body has more than ${MAX_JSON_DEPTH} lists and objects inside one another.`,
    );
  try {
    return parseJson(text);
  } catch (error) {
    throw RequestError.badRequest(
      "request/bad-json",
      `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
