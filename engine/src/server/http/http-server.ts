import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { TilescopeError } from "../../errors.ts";
import type { Answer } from "./answer.ts";
import { BODY_WITHIN_MS } from "./limits.ts";
import { NodeRequest } from "./node-request.ts";
import { answerForParser, refusal, refuseConnection } from "./refuse-connection.ts";
import type { RouteRequest } from "./route-request.ts";
import { sendAnswer } from "./send-answer.ts";
import { UnderWay } from "./under-way.ts";

/** What a client may take up. */
export interface HttpLimits {
  /** Longest time for the head of a request. */
  readonly headWithinMs: number;
  /** Longest time for the body, for routes that read one. */
  readonly bodyWithinMs: number;
  readonly maxHeadBytes: number;
  readonly maxConnections: number;
  /** How long a connection stays open between requests. */
  readonly keepAliveMs: number;
}

const LIMITS: HttpLimits = {
  headWithinMs: 10_000,
  bodyWithinMs: BODY_WITHIN_MS,
  maxHeadBytes: 16_384,
  maxConnections: 2_000,
  keepAliveMs: 65_000,
};
/** How often Node looks for connections that are beyond their time. */
const CHECK_MS = 500;
/** How often it looks while it stops. */
const IDLE_MS = 20;

export interface HttpServer {
  readonly port: number;
  /** Accepts nothing more; resolves when what was under way is answered, or cut off after `withinMs`. */
  stop(withinMs: number): Promise<void>;
}

export interface HttpServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Never rejects. */
  readonly answer: (request: RouteRequest) => Promise<Answer>;
  readonly limits?: Partial<HttpLimits>;
}

/** A lean HTTP server: Node's own, and one function that answers. Throws `server/cannot-listen`. */
export async function startHttpServer({ host, port, answer, ...options }: HttpServerOptions): Promise<HttpServer> {
  const limits = { ...LIMITS, ...options.limits };
  const stopping = new AbortController();
  const underWay = new UnderWay();

  function respond(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const request = new NodeRequest(incoming, outgoing, limits.bodyWithinMs, stopping.signal);
    underWay.enter(incoming.socket, request, outgoing);
    answer(request)
      .then((answered) => sendAnswer(incoming, outgoing, answered, stopping.signal.aborted))
      .catch(() => outgoing.destroy());
  }

  const server = createServer(
    {
      headersTimeout: limits.headWithinMs,
      requestTimeout: limits.headWithinMs + limits.bodyWithinMs,
      connectionsCheckingInterval: CHECK_MS,
      maxHeaderSize: limits.maxHeadBytes,
      keepAliveTimeout: limits.keepAliveMs,
      noDelay: true,
      // Refused by the handler, in words.
      requireHostHeader: false,
    },
    respond,
  );
  server.maxConnections = limits.maxConnections;
  server.on("checkExpectation", (incoming, outgoing) =>
    sendAnswer(incoming, outgoing, refusal(417, "request/bad-expectation", 'Only "100-continue" is expected.'), true),
  );
  server.on("connect", (_request, socket) =>
    refuseConnection(socket, refusal(405, "request/bad-method", "This is no proxy.")),
  );
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
    // Nobody knows where the next request begins, so the connection ends; what came before is answered first.
    else underWay.breakOff(socket, () => refuseConnection(socket, answerForParser(error.code)));
  });
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    async stop(withinMs) {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const timer = setTimeout(() => server.closeAllConnections(), withinMs);
      // An answer that began before may have promised to keep the connection.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
      await closed;
      clearTimeout(timer);
      clearInterval(idle);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new TilescopeError(
          "server/cannot-listen",
          error.code === "EADDRINUSE"
            ? `Port ${port} on ${host} is taken by another program. Stop it, or choose another with --port.`
            : `Cannot listen on ${host}, port ${port}: ${error.message}`,
          error,
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
}
