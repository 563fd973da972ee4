import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { answerRequest } from "../../src/server/http/handle-request.ts";
import { startHttpServer } from "../../src/server/http/http-server.ts";
import { createAccess, openHost, serverSettings } from "../../src/server/index.ts";
import { type RedisServer, startRedisServer } from "../services/redis-server.ts";
import { exchange } from "./lean-server.ts";
import { until } from "./test-host.ts";

const WITHIN_MS = 30_000;
let redis: RedisServer;
let folder: string;
beforeAll(async () => {
  redis = await startRedisServer();
  folder = mkdtempSync(join(tmpdir(), "tilescope-ready-"));
});
afterAll(async () => {
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("/ready tells that the store is gone, and that it is back", async () => {
  const env = { TILESCOPE_DATA: folder, TILESCOPE_STORE: `redis://127.0.0.1:${redis.port}` };
  const host = await openHost(serverSettings(env, folder));
  const access = createAccess("127.0.0.1", {});
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    answer: (request) => answerRequest(host, request, access),
  });
  const get = async (path: string) => {
    const [answer] = await exchange(
      server.port,
      [`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`],
      10_000,
    );
    return { status: answer?.status, text: answer?.text ?? "", headers: answer?.headers };
  };
  const status = (wanted: number) =>
    until(
      () => get("/ready"),
      (answer) => answer.status === wanted,
      WITHIN_MS,
    );
  try {
    expect((await get("/ready")).text).toBe('{"status":"ready"}');
    await redis.crash();
    const gone = await status(503);
    expect(JSON.parse(gone.text)).toEqual({
      status: "not ready",
      errors: ["The stores do not answer."],
      code: "server/not-ready",
    });
    expect(gone.headers?.["retry-after"]).toBe("1");
    expect(gone.text).not.toContain(String(redis.port));
    // The process itself is fine.
    expect((await get("/health")).status).toBe(200);
    await until(
      () => get("/api/stores"),
      ({ text }) => JSON.parse(text).store?.state === "down",
      WITHIN_MS,
    );
    await redis.restart();
    await status(200);
    await until(
      () => get("/api/stores"),
      ({ text }) => JSON.parse(text).store?.state === "up",
      WITHIN_MS,
    );
    // Answering nothing is as bad as being gone.
    redis.pause();
    await status(503);
    redis.resume();
    await status(200);
  } finally {
    await server.stop(1_000);
    await host.close();
  }
});
