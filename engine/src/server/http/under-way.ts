import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Which connections have answers under way: clients may send the next request before the answer to the last. */
export class UnderWay {
  readonly #answers = new Map<Duplex, number>();
  readonly #whenDone = new Map<Duplex, () => void>();

  enter(socket: Duplex, outgoing: ServerResponse): void {
    this.#answers.set(socket, (this.#answers.get(socket) ?? 0) + 1);
    outgoing.once("close", () => this.#leave(socket));
  }

  /** Runs once the connection has no answers under way. */
  whenDone(socket: Duplex, run: () => void): void {
    if (this.#answers.has(socket)) this.#whenDone.set(socket, run);
    else run();
  }

  #leave(socket: Duplex): void {
    const left = (this.#answers.get(socket) ?? 1) - 1;
    if (left > 0) {
      this.#answers.set(socket, left);
      return;
    }
    this.#answers.delete(socket);
    this.#whenDone.get(socket)?.();
    this.#whenDone.delete(socket);
  }
}
