import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { NodeRequest } from "./node-request.ts";

/** What is under way on each connection: clients may send the next request before the answer to the last. */
export class UnderWay {
  readonly #requests = new Map<Duplex, Set<NodeRequest>>();
  readonly #whenDone = new Map<Duplex, () => void>();

  enter(socket: Duplex, request: NodeRequest, outgoing: ServerResponse): void {
    const requests = this.#requests.get(socket) ?? new Set();
    this.#requests.set(socket, requests.add(request));
    outgoing.once("close", () => {
      requests.delete(request);
      if (requests.size === 0) this.#done(socket);
    });
  }

  /** Nothing more will come on this connection: bodies end, and once all is answered `run` runs. */
  breakOff(socket: Duplex, run: () => void): void {
    const requests = this.#requests.get(socket);
    if (requests === undefined) {
      run();
      return;
    }
    this.#whenDone.set(socket, run);
    for (const request of requests) request.breakOff();
  }

  #done(socket: Duplex): void {
    this.#requests.delete(socket);
    this.#whenDone.get(socket)?.();
    this.#whenDone.delete(socket);
  }
}
