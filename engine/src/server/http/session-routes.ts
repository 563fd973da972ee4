import { type Access, EXPIRED_COOKIE } from "./access.ts";

/** Turns the token, which this request has sent, into a cookie that only the browser sees. */
export function openSession(access: Access): Response {
  return new Response(null, {
    status: 204,
    headers: { "set-cookie": access.sessionCookie, "cache-control": "no-store" },
  });
}

export function closeSession(): Response {
  return new Response(null, { status: 204, headers: { "set-cookie": EXPIRED_COOKIE, "cache-control": "no-store" } });
}
