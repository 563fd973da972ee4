import { afterEach, describe, expect, it } from "vitest";
import { createAccess } from "../../src/server/index.ts";
import { type LeanServer, startLeanServer } from "./lean-server.ts";
import { openTestHost } from "./test-host.ts";

const TOKEN = "a-secret-of-25-characters";
let server: LeanServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function start(options: Parameters<typeof startLeanServer>[0] = {}) {
  server = await startLeanServer(options);
  return server;
}
const withToken = { env: { TILESCOPE_TOKEN: TOKEN } };
const open = { ...withToken, address: "0.0.0.0" };

describe("a token", () => {
  it.each(["0.0.0.0", "::", "10.0.0.5", "tiles.example"])("is needed to start on %s", (address) => {
    expect(() => createAccess(address, {})).toThrow(/set TILESCOPE_TOKEN/);
    expect(() => createAccess(address, { TILESCOPE_TOKEN: TOKEN })).not.toThrow();
  });

  it.each(["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]"])("is not needed on %s", (address) => {
    expect(createAccess(address, {}).needsToken).toBe(false);
  });

  it("is refused when it is short", () => {
    expect(() => createAccess("127.0.0.1", { TILESCOPE_TOKEN: "short" })).toThrow(/less than 16 characters/);
  });

  it.each([`${TOKEN} `, `${TOKEN}\n`, `${TOKEN}é`])("is refused when no header can carry it: %j", (token) => {
    expect(() => createAccess("127.0.0.1", { TILESCOPE_TOKEN: token })).toThrow(/which a header cannot carry/);
  });

  it("is asked for by every route but the probes", async () => {
    const { ask } = await start(open);
    for (const path of ["/ping", "/health", "/ready"]) expect((await ask("GET", path)).status).toBe(200);
    for (const path of ["/config", "/metrics", "/api/jobs", "/api/stores", "/api/group-bys", "/api/jobs/x/emissions"]) {
      const refused = await ask("GET", path);
      expect([path, refused.status]).toEqual([path, 401]);
      expect(refused.headers["www-authenticate"]).toBe("Bearer");
      expect(JSON.parse(refused.text).code).toBe("request/no-token");
    }
    expect((await ask("POST", "/v1/features/groupby/x", "[]")).status).toBe(401);
    expect((await ask("POST", "/api/session")).status).toBe(401);
  });

  it("is taken as a bearer, and nothing that is like it", async () => {
    const { ask } = await start(open);
    const status = async (authorization: string) => (await ask("GET", "/config", "", { authorization })).status;
    expect(await status(`Bearer ${TOKEN}`)).toBe(200);
    for (const wrong of [
      `bearer ${TOKEN}`,
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      `Basic ${TOKEN}`,
      "Bearer",
      "",
    ])
      expect([wrong, await status(wrong)]).toEqual([wrong, 401]);
  });

  it("becomes a cookie that scripts do not see, and which does not tell it", async () => {
    const { ask } = await start(open);
    const session = await ask("POST", "/api/session", "", { authorization: `Bearer ${TOKEN}` });
    expect(session.status).toBe(204);
    const set = session.headers["set-cookie"] ?? "";
    expect(set).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(set).not.toContain(TOKEN);
    const cookie = set.split(";")[0] ?? "";
    expect((await ask("GET", "/config", "", { cookie: `theme=dark; ${cookie}` })).status).toBe(200);
    expect((await ask("GET", "/config", "", { cookie: `${cookie}x` })).status).toBe(401);
    expect((await ask("GET", "/config", "", { cookie: `tilescope_session=${TOKEN}` })).status).toBe(401);
    const gone = await ask("DELETE", "/api/session");
    expect([gone.status, gone.headers["set-cookie"]]).toEqual([204, expect.stringContaining("Max-Age=0")]);
  });

  it("of one server is none of another's, and its cookie neither", () => {
    const other = createAccess("0.0.0.0", { TILESCOPE_TOKEN: `${TOKEN}2` });
    const cookie = createAccess("0.0.0.0", { TILESCOPE_TOKEN: TOKEN }).sessionCookie.split(";")[0] ?? "";
    expect(other.hasToken((name) => (name === "cookie" ? cookie : null))).toBe(false);
  });
});

describe("a host name that is not ours", () => {
  it("is refused, as a page that rebinds its name to this address would send it", async () => {
    const { ask, server } = await start();
    for (const host of [
      "evil.example",
      `evil.example:${server.port}`,
      "127.0.0.1.evil.example",
      "10.0.0.5",
      "::1",
      "",
      "localhost@evil.example",
    ])
      for (const path of ["/ping", "/api/jobs"]) {
        const refused = await ask("GET", path, "", { host });
        expect([host, refused.status]).toEqual([host, 403]);
        expect(JSON.parse(refused.text).code).toBe("request/foreign-host");
      }
  });

  it("is none of loopback's", async () => {
    const { ask } = await start();
    for (const host of ["localhost", "LOCALHOST:1", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:3000"])
      expect([host, (await ask("GET", "/ping", "", { host })).status]).toEqual([host, 200]);
  });

  it("is none that TILESCOPE_HOSTS names, nor an address where others can reach the server", async () => {
    const { ask } = await start({
      ...open,
      env: { TILESCOPE_TOKEN: TOKEN, TILESCOPE_HOSTS: "tiles.example, Other.example" },
    });
    const status = async (host: string) => (await ask("GET", "/ping", "", { host })).status;
    for (const host of ["tiles.example", "TILES.example:443", "other.example", "10.0.0.5:3000", "[fe80::1]:3000"])
      expect([host, await status(host)]).toEqual([host, 200]);
    for (const host of ["example", "x.tiles.example", "tiles.example."])
      expect([host, await status(host)]).toEqual([host, 403]);
  });

  it("must be there", async () => {
    const { send } = await start();
    const [refused] = await send(["GET /ping HTTP/1.1\r\nconnection: close\r\n\r\n"]);
    expect([refused?.status, JSON.parse(refused?.text ?? "").code]).toEqual([400, "request/no-host"]);
  });
});

describe("a page of another origin", () => {
  it("is refused, also with the cookie", async () => {
    const { ask, server } = await start(withToken);
    const cookie = createAccess("127.0.0.1", withToken.env).sessionCookie.split(";")[0] ?? "";
    const own = `http://127.0.0.1:${server.port}`;
    const status = async (headers: Record<string, string>) =>
      (await ask("GET", "/config", "", { cookie, ...headers })).status;
    expect(await status({})).toBe(200);
    expect(await status({ origin: own })).toBe(200);
    expect(await status({ origin: own, "sec-fetch-site": "same-origin" })).toBe(200);
    expect(await status({ "sec-fetch-site": "none" })).toBe(200);
    for (const origin of ["http://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "nonsense", ""])
      expect([origin, await status({ origin })]).toEqual([origin, 403]);
    expect(await status({ "sec-fetch-site": "cross-site" })).toBe(403);
  });

  it("cannot even store or append", async () => {
    const { ask, host } = await start();
    const origin = "http://evil.example";
    expect((await ask("POST", "/api/topics/sales/events", "[{}]", { origin })).status).toBe(403);
    expect((await ask("PUT", "/api/topics/sales", "{}", { origin })).status).toBe(403);
    expect(await host.parts.log.topics()).toEqual([]);
  });
});

describe("the studio's routes and the lean server", () => {
  it("answer alike", async () => {
    const { ask } = await start();
    const { host, call } = await openTestHost();
    try {
      for (const [method, path, body] of [
        ["GET", "/api/jobs"],
        ["HEAD", "/health"],
        ["GET", "/api/jobs/none"],
        ["PATCH", "/api/jobs"],
        ["HEAD", "/api/jobs/x/emissions"],
        ["PUT", "/api/group-bys/x", "{"],
        ["PUT", "/api/group-bys/x", "{}"],
        ["POST", "/v1/features/groupby/none?atMillis=x", "[]"],
        ["GET", "/api/group-bys/a%2Fb"],
        ["GET", "/nothing"],
      ] as const) {
        const lean = await ask(method, path, body);
        const web = await call(method, path, body);
        const text = lean.text === "" ? null : JSON.parse(lean.text);
        expect([method, path, lean.status, method === "HEAD" ? null : text]).toEqual([
          method,
          path,
          web.status,
          method === "HEAD" ? null : web.body,
        ]);
      }
    } finally {
      await host.close();
    }
  });
});
