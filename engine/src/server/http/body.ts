import { type Json, parseJson } from "../../schema/json.ts";
import { RequestError } from "../request-error.ts";

export const MAX_DEFINITION_BYTES = 1_000_000;
export const MAX_EVENTS_BYTES = 16_000_000;
const BODY_WITHIN_MS = 20_000;
const LATE = `The body did not arrive within ${BODY_WITHIN_MS / 1_000} s.`;

/** Reads a body as text and stops reading once it is too long; throws 413 or 400. */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  const tooLong = () =>
    new RequestError(
      413,
      "request/too-large",
      `The body is larger than ${(maxBytes / 1e6).toLocaleString("en-US")} MB. Send it in smaller parts.`,
    );
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxBytes) throw tooLong();
  const chunks: Uint8Array[] = [];
  let total = 0;
  if (request.body !== null) {
    const reader = request.body.getReader();
    // A body that trickles in would hold its place for ever.
    const timer = setTimeout(() => void reader.cancel(LATE).catch(() => undefined), BODY_WITHIN_MS);
    const startedMs = performance.now();
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        total += part.value.length;
        if (total > maxBytes) {
          await reader.cancel();
          throw tooLong();
        }
        chunks.push(part.value);
      }
    } finally {
      clearTimeout(timer);
    }
    if (performance.now() - startedMs >= BODY_WITHIN_MS) throw new RequestError(408, "request/too-slow", LATE);
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw RequestError.badRequest("request/not-utf8", "The body is not UTF-8 text.");
  }
}

/** Reads a JSON body; throws 400 that says where the text is wrong. */
export async function readJson(request: Request, maxBytes: number): Promise<Json> {
  const text = await readText(request, maxBytes);
  if (text.trim() === "") throw RequestError.badRequest("request/empty", "The body is empty; JSON was expected.");
  return parseBody(text);
}

/** JSON of a body; throws 400. */
export function parseBody(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw RequestError.badRequest(
      "request/bad-json",
      `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
