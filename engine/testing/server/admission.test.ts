import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { HostParts } from "../../src/server/host-parts.ts";
import { type LeanServer, startLeanServer } from "./lean-server.ts";
import { iceCream, memoryParts, sales, until } from "./test-host.ts";

let server: LeanServer | null = null;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
  server = null;
});

const STREAMS = 64;
const ANSWERS = 256;
const APPENDS = 8;

async function start(parts: HostParts = memoryParts()) {
  server = await startLeanServer({ parts });
  await server.ask("PUT", "/api/group-bys/ice_cream", JSON.stringify(iceCream));
  return server;
}

/** A connection that sends something and reads the head of the answer; it stays open. */
function hold(port: number, text: string): Promise<{ readonly socket: Socket; readonly received: string }> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("data", (data: Buffer) => resolve({ socket, received: data.toString() }));
    socket.write(text);
  });
}

describe("streams without end", () => {
  it("are let in up to a limit, and let others in when they end", async () => {
    const { server: http, ask, host } = await start();
    await ask("POST", "/api/topics/sales/events", JSON.stringify(sales));
    const { id } = JSON.parse((await ask("POST", "/api/jobs", '{"groupBy":"ice_cream"}')).text);
    const path = `/api/jobs/${id}/emissions`;
    const open = () => hold(http.port, `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    const held = await Promise.all(Array.from({ length: STREAMS }, open));
    for (const { received } of held) expect(received).toMatch(/^HTTP\/1.1 200 /);
    const refused = await ask("GET", path);
    expect([refused.status, refused.headers["retry-after"], JSON.parse(refused.text).code]).toEqual([
      503,
      "1",
      "server/busy",
    ]);
    // Ordinary requests are not held up by them.
    expect((await ask("GET", "/api/jobs")).status).toBe(200);
    for (const { socket } of held.slice(0, 2)) socket.destroy();
    const next = await until(open, ({ received }) => received.startsWith("HTTP/1.1 200 "));
    expect(next.received).toContain("text/event-stream");
    expect(host.feed(id).after(0, 9).length).toBeGreaterThan(0);
  });

  it("end when the server stops", async () => {
    const { server: http, ask, host } = await start();
    const { id } = JSON.parse((await ask("POST", "/api/jobs", '{"groupBy":"ice_cream"}')).text);
    const { socket } = await hold(http.port, `GET /api/jobs/${id}/emissions HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    let text = "";
    socket.on("data", (data: Buffer) => {
      text += data.toString("latin1");
    });
    const ended = new Promise((resolve) => socket.once("end", resolve));
    await http.stop(60_000);
    await ended;
    expect(text).toMatch(/0\r\n\r\n$/);
    await host.close();
    server = null;
  });
});

describe("requests that wait for the store", () => {
  it("are refused beyond a limit, and answered when the store answers", async () => {
    const slow = slowParts();
    const { server: http, ask } = await start(slow.parts);
    await ask("PUT", "/api/topics/sales", '{"partitions":1}');
    slow.hold();
    const get = "GET /api/topics/sales HTTP/1.1\r\nhost: localhost\r\n\r\n";
    const held = Array.from({ length: ANSWERS }, () => hold(http.port, get));
    await until(
      () => ask("GET", "/health"),
      ({ status }) => status === 503,
    );
    slow.release();
    for (const { received } of await Promise.all(held)) expect(received).toMatch(/^HTTP\/1.1 200 /);
    expect((await ask("GET", "/api/topics/sales")).status).toBe(200);
  });

  it("are refused sooner when they bring many events", async () => {
    const slow = slowParts();
    const { server: http, ask } = await start(slow.parts);
    await ask("PUT", "/api/topics/sales", '{"partitions":1}');
    slow.hold();
    const post = "POST /api/topics/sales/events HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\n\r\n[{}]";
    const held = Array.from({ length: APPENDS }, () => hold(http.port, post));
    await until(
      () => ask("POST", "/api/topics/sales/events", "[]"),
      ({ status, text }) => status === 503 && JSON.parse(text).code === "server/busy",
    );
    expect((await ask("GET", "/health")).status).toBe(200);
    slow.release();
    for (const { received } of await Promise.all(held)) expect(received).toContain('{"appended":1,"rejected":[]}');
  });

  it("are finished when the server stops, and no new ones let in", async () => {
    const slow = slowParts();
    const { server: http, ask, host } = await start(slow.parts);
    await ask("PUT", "/api/topics/sales", '{"partitions":1}');
    slow.hold();
    const held = hold(http.port, "GET /api/topics/sales HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await slow.held;
    const stopped = http.stop(60_000);
    await expect(ask("GET", "/ping")).rejects.toThrow();
    slow.release();
    expect((await held).received).toMatch(/^HTTP\/1.1 200 (?:.*\r\n)*Connection: close\r\n/);
    await stopped;
    await host.close();
    server = null;
  });
});

/** Ports whose log says how many partitions a topic has only when it is let. */
function slowParts() {
  const parts = memoryParts();
  let gate: Promise<void> = Promise.resolve();
  let release = (): void => undefined;
  let begun = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let isHeld = false;
  const log: HostParts["log"] = {
    ...parts.log,
    async partitionCount(topic) {
      if (isHeld) begun();
      await gate;
      return parts.log.partitionCount(topic);
    },
  };
  return {
    parts: { ...parts, log },
    held,
    hold() {
      isHeld = true;
      gate = new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => release(),
  };
}
