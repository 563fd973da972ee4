import { TilescopeError } from "../../errors.ts";
import { stringifyJson } from "../../schema/json.ts";
import { RequestError } from "../request-error.ts";

/** A JSON answer; 64-bit integers beyond 2^53 go out as decimal strings. */
export function json(body: unknown, status = 200): Response {
  return new Response(stringifyJson(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
  });
}

/** `{errors: […], diagnostics?: […]}`; what is not the caller's fault names no path and no secret. */
export function errorResponse(error: unknown): Response {
  if (error instanceof RequestError)
    return json(
      {
        errors: [error.message],
        code: error.code,
        ...(error.diagnostics.length > 0 && { diagnostics: error.diagnostics }),
      },
      error.status,
    );
  if (error instanceof TilescopeError && error.code.startsWith("log/topic"))
    return json({ errors: [error.message], code: error.code }, 409);
  console.error("Request failed:", error);
  return json({ errors: ["The server failed on this request; its log says why."], code: "server/failed" }, 500);
}
