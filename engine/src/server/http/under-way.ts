import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { NodeRequest } from "./node-request.ts";

interface Connection {
  /** An array, since a Set that takes and loses thousands a second keeps what was in it alive until a full collection. */
  readonly requests: NodeRequest[];
  whenDone: (() => void) | null;
}

/** What is under way on each connection: clients may send the next request before the answer to the last. */
export class UnderWay {
  readonly #connections = new WeakMap<Duplex, Connection>();

  enter(socket: Duplex, request: NodeRequest, outgoing: ServerResponse): void {
    const connection = this.#connections.get(socket) ?? { requests: [], whenDone: null };
    this.#connections.set(socket, connection);
    const { requests } = connection;
    requests.push(request);
    outgoing.once("close", () => {
      requests.splice(requests.indexOf(request), 1);
      if (requests.length > 0) return;
      connection.whenDone?.();
      connection.whenDone = null;
    });
  }

  /** Nothing more will come on this connection: bodies end, and once all is answered `run` runs. */
  breakOff(socket: Duplex, run: () => void): void {
    const connection = this.#connections.get(socket);
    if (connection === undefined || connection.requests.length === 0) {
      run();
      return;
    }
    connection.whenDone = run;
    for (const request of [...connection.requests]) request.breakOff();
  }
}
