import { RequestError } from "../request-error.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Refuses what a foreign page could send: a host name that is not ours (DNS rebinding) and, for anything that is sent by
 * a script of another origin, a foreign `Origin`. `HOST` names the one address beyond loopback that is ours.
 */
export function guard(request: Request, ownHost: string): void {
  const host = request.headers.get("host");
  if (host !== null) {
    const name = host.replace(/:\d+$/, "").toLowerCase();
    if (!LOOPBACK.has(name) && name !== ownHost.toLowerCase())
      throw new RequestError(403, "request/foreign-host", `This server does not answer to the host name "${name}".`);
  }
  const origin = request.headers.get("origin");
  if (origin !== null && host !== null && !sameOrigin(origin, host))
    throw new RequestError(403, "request/foreign-origin", "Requests from pages of other origins are refused.");
}

function sameOrigin(origin: string, host: string): boolean {
  try {
    return new URL(origin).host.toLowerCase() === host.toLowerCase();
  } catch {
    return false;
  }
}
