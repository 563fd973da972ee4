import { TilescopeError } from "../../errors.ts";
import { stringifyJson } from "../../schema/json.ts";
import type { Logger } from "../logger.ts";
import { RequestError, WrongMethod } from "../request-error.ts";
import type { Answer } from "./answer.ts";

const JSON_HEADERS: Answer["headers"] = {
  "content-type": "application/json; charset=utf-8",
  "cache-control": "no-store",
};

/** A JSON answer; 64-bit integers beyond 2^53 go out as decimal strings. */
export function json(body: unknown, status = 200, headers: Answer["headers"] = {}): Answer {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: stringifyJson(body) };
}

/** Failures of the stores, as the outside hears of them. */
const STATUS: readonly (readonly [RegExp, number])[] = [
  [/\/(key|value)-too-large$/, 413],
  [/^log\/(no-such-topic|no-such-partition)$/, 404],
  [/^log\/bad-/, 409],
];
const PORTS = /^(kv-store|log|checkpoint-store|locks|registry|embedded|sink)\//;

/**
 * `{errors: […], code, diagnostics?: […]}`. What is not the caller's fault goes to the log; the answer then names no path
 * and no secret.
 */
export function errorAnswer(error: unknown, logger: Logger, pattern: string): Answer {
  if (error instanceof RequestError) {
    const { message, code, diagnostics, status } = error;
    return json({ errors: [message], code, ...(diagnostics.length > 0 && { diagnostics }) }, status, {
      ...(error instanceof WrongMethod && { allow: error.allowed.join(", ") }),
      ...(status === 503 && { "retry-after": "1" }),
      ...(status === 401 && { "www-authenticate": "Bearer" }),
    });
  }
  const code = error instanceof TilescopeError ? error.code : null;
  const status = code === null ? undefined : STATUS.find(([codes]) => codes.test(code))?.[1];
  if (error instanceof TilescopeError && status !== undefined)
    return json({ errors: [error.message], code: error.code }, status);
  logger.error("a request failed", { error, route: pattern });
  if (code === null || !PORTS.test(code))
    return json({ errors: ["The server failed on this request; its log says why."], code: "server/failed" }, 500);
  // Chronon's feature service answers 500 when the store fails as a whole.
  return json(
    {
      errors: ["The stores do not answer now; the server's log says why. Try again."],
      code: "server/stores-unavailable",
    },
    pattern.startsWith("/v1/") ? 500 : 503,
  );
}
