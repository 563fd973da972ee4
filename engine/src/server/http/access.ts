import { createHash, timingSafeEqual } from "node:crypto";
import { TilescopeError } from "../../errors.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;
const SHORTEST_TOKEN = 16;
const COOKIE = "tilescope_session";

/** A header of a request by its lower-case name. */
export type HeaderReader = (name: string) => string | null;

/** Who may ask. */
export interface Access {
  /** Whether a `Host` header without its port is this server's. */
  answersTo(hostName: string): boolean;
  /** Whether requests need the token. */
  readonly needsToken: boolean;
  /** Whether a request carries the token, as a bearer or as the session cookie. Takes equally long for all wrong ones. */
  hasToken(header: HeaderReader): boolean;
  /** The cookie that stands for the token, so that a page need not hold it. */
  readonly sessionCookie: string;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Access to a server on `host`, by `TILESCOPE_TOKEN` and `TILESCOPE_HOSTS` (names that it answers to, with commas between).
 * On loopback no token is needed; beyond it the server does not start without one. Throws `server/bad-setting`.
 */
export function createAccess(host: string, env: Readonly<Record<string, string | undefined>>): Access {
  const token = env.TILESCOPE_TOKEN || null;
  const isLoopback = LOOPBACK.test(host);
  if (token === null && !isLoopback)
    throw new TilescopeError(
      "server/bad-setting",
      `HOST is ${host}, which others can reach: set TILESCOPE_TOKEN to a secret of at least ${SHORTEST_TOKEN} characters, and send it as "Authorization: Bearer …".`,
    );
  if (token !== null && token.length < SHORTEST_TOKEN)
    throw new TilescopeError("server/bad-setting", `TILESCOPE_TOKEN has less than ${SHORTEST_TOKEN} characters.`);
  if (token !== null && !/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])$/.test(token))
    throw new TilescopeError(
      "server/bad-setting",
      "TILESCOPE_TOKEN has characters beyond ASCII, or spaces at its ends, which a header cannot carry.",
    );
  const names = new Set(
    [host, ...(env.TILESCOPE_HOSTS ?? "").split(",")].map((name) => name.trim().toLowerCase()).filter(Boolean),
  );
  const bearer = digest(`Bearer ${token}`);
  const session = digest(`session ${token}`).toString("base64url");
  const cookie = digest(session);
  return {
    // An address cannot be bound to another machine by DNS, a name can.
    answersTo: (name) => LOOPBACK.test(name) || names.has(name.toLowerCase()) || (!isLoopback && isAddress(name)),
    needsToken: token !== null,
    hasToken(header) {
      const byHeader = timingSafeEqual(digest(header("authorization") ?? ""), bearer);
      const byCookie = timingSafeEqual(digest(cookieOf(header)), cookie);
      return byHeader || byCookie;
    },
    sessionCookie: `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

/** Makes the browser forget the session. */
export const EXPIRED_COOKIE = `${COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;

const isAddress = (name: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/i.test(name);

function cookieOf(header: HeaderReader): string {
  for (const part of (header("cookie") ?? "").split(";")) {
    const [name, value] = part.trim().split("=", 2);
    if (name === COOKIE) return value ?? "";
  }
  return "";
}
