import { type Access, EXPIRED_COOKIE } from "./access.ts";
import type { Answer } from "./answer.ts";

const withCookie = (cookie: string): Answer => ({
  status: 204,
  headers: { "set-cookie": cookie, "cache-control": "no-store" },
  body: null,
});

/** Turns the token, which this request has sent, into a cookie that only the browser sees. */
export const openSession = (access: Access): Answer => withCookie(access.sessionCookie);

export const closeSession = (): Answer => withCookie(EXPIRED_COOKIE);
