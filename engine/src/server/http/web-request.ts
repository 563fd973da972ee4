import type { Answer } from "./answer.ts";
import { BODY_WITHIN_MS } from "./limits.ts";
import type { BodyReading, RouteRequest } from "./route-request.ts";

/** A web-standard request as routes take it. */
export function fromWebRequest(request: Request): RouteRequest {
  const { pathname, searchParams } = new URL(request.url);
  return {
    method: request.method,
    pathname,
    query: searchParams,
    bodyWithinMs: BODY_WITHIN_MS,
    header: (name) => request.headers.get(name),
    readBody: (take) => readBody(request.body, take),
    onGone(callback) {
      if (request.signal.aborted) callback();
      else request.signal.addEventListener("abort", callback, { once: true });
    },
  };
}

export function toWebResponse({ status, headers, body }: Answer): Response {
  return new Response(body, { status, headers });
}

function readBody(body: ReadableStream<Uint8Array> | null, take: (part: Uint8Array) => void): BodyReading {
  if (body === null) return { done: Promise.resolve(), cancel: () => undefined };
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  const all = async (): Promise<void> => {
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) take(part.value);
    } catch (error) {
      cancel();
      throw error;
    }
  };
  return { done: all(), cancel };
}
