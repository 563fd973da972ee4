import type { IncomingMessage, ServerResponse } from "node:http";
import { RequestError } from "../request-error.ts";
import type { BodyReading, RouteRequest } from "./route-request.ts";

/** A request of Node's own server as routes take it, without the cost of web-standard objects. */
export class NodeRequest implements RouteRequest {
  readonly method: string;
  readonly pathname: string;
  readonly bodyWithinMs: number;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #stopping: AbortSignal;
  readonly #search: string;
  #breakOff: () => void = () => undefined;

  /** Whoever waits for an endless answer is told to go when `stopping` is aborted. */
  constructor(incoming: IncomingMessage, outgoing: ServerResponse, bodyWithinMs: number, stopping: AbortSignal) {
    const url = incoming.url ?? "";
    const end = url.indexOf("?");
    this.method = incoming.method ?? "";
    this.pathname = end < 0 ? url : url.slice(0, end);
    this.#search = end < 0 ? "" : url.slice(end);
    this.bodyWithinMs = bodyWithinMs;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#stopping = stopping;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.#search);
  }

  readonly header = (name: string): string | null => {
    const value = this.#incoming.headers[name];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  };

  readBody(take: (part: Uint8Array) => void): BodyReading {
    const incoming = this.#incoming;
    let cancel = (): void => undefined;
    const done = new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        incoming.off("data", onData).off("end", onEnd).off("close", onClose);
        incoming.pause();
      };
      const onData = (part: Uint8Array): void => {
        try {
          take(part);
        } catch (error) {
          leave();
          reject(error);
        }
      };
      const onEnd = (): void => {
        leave();
        resolve();
      };
      const onClose = (): void => {
        leave();
        reject(RequestError.badRequest("request/broken-off", "The connection ended before the body did."));
      };
      cancel = onEnd;
      this.#breakOff = onClose;
      incoming.on("data", onData).on("end", onEnd).on("close", onClose);
    });
    return { done, cancel: () => cancel() };
  }

  /** The rest of the body will not come. */
  breakOff(): void {
    this.#breakOff();
  }

  onGone(callback: () => void): void {
    if (this.#outgoing.closed || this.#stopping.aborted) {
      callback();
      return;
    }
    const gone = (): void => {
      this.#outgoing.off("close", gone);
      this.#stopping.removeEventListener("abort", gone);
      callback();
    };
    this.#outgoing.once("close", gone);
    this.#stopping.addEventListener("abort", gone);
  }
}
