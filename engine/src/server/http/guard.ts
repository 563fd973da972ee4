import { RequestError } from "../request-error.ts";
import type { Access, HeaderReader } from "./access.ts";

/**
 * Refuses what a foreign page could send: a host name that is not ours (DNS rebinding), and anything that a script of
 * another origin sends.
 */
export function guardOrigin(header: HeaderReader, access: Access): void {
  const host = header("host");
  if (host === null) throw RequestError.badRequest("request/no-host", "The request names no host.");
  const name = host.replace(/:\d+$/, "");
  if (!access.answersTo(name))
    throw new RequestError(
      403,
      "request/foreign-host",
      `This server does not answer to the host name "${name.slice(0, 100)}". If it should, name it in TILESCOPE_HOSTS.`,
    );
  const origin = header("origin");
  const isForeign = origin !== null ? !sameOrigin(origin, host) : header("sec-fetch-site") === "cross-site";
  if (isForeign)
    throw new RequestError(403, "request/foreign-origin", "Requests from pages of other origins are refused.");
}

/** Refuses who does not have the token, where one is needed. */
export function guardToken(header: HeaderReader, access: Access): void {
  if (!access.needsToken || access.hasToken(header)) return;
  throw new RequestError(401, "request/no-token", 'Send the server\'s token: "Authorization: Bearer …".');
}

function sameOrigin(origin: string, host: string): boolean {
  try {
    return new URL(origin).host.toLowerCase() === host.toLowerCase();
  } catch {
    return false;
  }
}
