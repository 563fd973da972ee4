import { connect } from "node:net";
import type { HostOptions } from "../../src/server/engine-host.ts";
import type { HostParts } from "../../src/server/host-parts.ts";
import { answerRequest } from "../../src/server/http/handle-request.ts";
import { type HttpLimits, startHttpServer } from "../../src/server/http/http-server.ts";
import { createAccess, EngineHost } from "../../src/server/index.ts";
import { memoryParts } from "./test-host.ts";

export interface LeanServerOptions {
  readonly parts?: HostParts;
  readonly host?: HostOptions;
  readonly limits?: Partial<HttpLimits>;
  /** Address that access is decided by; it listens on loopback whatever this says. */
  readonly address?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** One answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The lean server on a free port, spoken to by bytes on a socket. */
export async function startLeanServer({ parts = memoryParts(), ...options }: LeanServerOptions = {}) {
  const host = await EngineHost.open(parts, options.host ?? {});
  const access = createAccess(options.address ?? "127.0.0.1", options.env ?? {});
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    answer: (request) => answerRequest(host, request, access),
    ...(options.limits !== undefined && { limits: options.limits }),
  });
  const send = (parts: Sent) => exchange(server.port, parts);
  return {
    host,
    server,
    send,
    /** One request on a connection of its own. */
    async ask(method: string, path: string, body = "", headers: Readonly<Record<string, string>> = {}) {
      const all = { host: `127.0.0.1:${server.port}`, connection: "close", ...headers };
      const length = body === "" ? "" : `content-length: ${Buffer.byteLength(body)}\r\n`;
      const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
      const [answer] = await send([`${method} ${path} HTTP/1.1\r\n${head.join("")}${length}\r\n${body}`]);
      if (answer === undefined) throw new Error(`No answer to ${method} ${path}`);
      return answer;
    },
    async close() {
      await server.stop(1_000);
      await host.close();
    },
  };
}

export type LeanServer = Awaited<ReturnType<typeof startLeanServer>>;

/** Bytes to send one after another; a number is a pause in ms. */
export type Sent = readonly (string | Uint8Array | number)[];

/** Sends bytes on one connection and reads what comes until the server closes it, or is silent for `quietMs`. */
export async function exchange(port: number, sent: Sent, quietMs = 1_500): Promise<WireAnswer[]> {
  const socket = connect(port, "127.0.0.1");
  const received: Buffer[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.on("data", (data: Buffer) => received.push(data));
    // The server may close while this side still sends.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
  });
  for (const part of sent) {
    if (socket.destroyed) break;
    if (typeof part === "number") await new Promise((resolve) => setTimeout(resolve, part));
    else socket.write(part);
  }
  await closed;
  return readAnswers(Buffer.concat(received));
}

function readAnswers(bytes: Buffer): WireAnswer[] {
  const answers: WireAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const headEnd = rest.indexOf("\r\n\r\n");
    if (headEnd < 0) throw new Error(`No head in ${rest.toString()}`);
    const [first = "", ...lines] = rest.subarray(0, headEnd).toString("latin1").split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    const bodyAt = headEnd + 4;
    const end = headers["content-length"] === undefined ? rest.length : bodyAt + Number(headers["content-length"]);
    answers.push({ status, headers, text: rest.subarray(bodyAt, end).toString() });
    rest = rest.subarray(end);
  }
  return answers;
}
