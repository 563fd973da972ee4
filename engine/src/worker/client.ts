import { TilescopeError } from "../errors.ts";
import type { EngineClient, EngineMessage, EngineReply, EngineRequests, Failure } from "./protocol.ts";

/** The part of `Worker` and `MessagePort` that the client needs. */
export interface MessageChannelEnd {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  removeEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
}

/** A failed request: a `TilescopeError` that still holds the diagnostics of the definition, if it was that. */
export class EngineFailure extends TilescopeError {
  readonly diagnostics: Failure["diagnostics"];

  constructor(failure: Failure) {
    super(failure.code, failure.message);
    this.name = "EngineFailure";
    this.diagnostics = failure.diagnostics;
  }
}

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
  onProgress?: (done: number, total: number, label: string) => void;
}

/** An engine behind a worker or a message port. `close` rejects whatever is still open. */
export function createWorkerClient(channel: MessageChannelEnd, onClose?: () => void): EngineClient {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let closed = false;

  const onMessage = (event: { data: unknown }) => {
    const reply = event.data as EngineReply;
    const waiting = pending.get(reply.id);
    if (waiting === undefined) return;
    if ("progress" in reply) {
      waiting.onProgress?.(reply.progress.done, reply.progress.total, reply.progress.label);
      return;
    }
    pending.delete(reply.id);
    if (reply.ok) waiting.resolve(reply.answer);
    else waiting.reject(new EngineFailure(reply.failure));
  };
  channel.addEventListener("message", onMessage);

  return {
    call(method, request, options) {
      return new Promise((resolve, reject) => {
        if (closed) return reject(new TilescopeError("worker/closed", "The engine worker was closed."));
        const id = nextId++;
        pending.set(id, {
          resolve: resolve as (answer: unknown) => void,
          reject,
          ...(options?.onProgress && { onProgress: options.onProgress }),
        });
        options?.signal?.addEventListener("abort", () => {
          channel.postMessage({ id: nextId++, method: "cancel", request: { target: id } } satisfies EngineMessage);
        });
        channel.postMessage({ id, method, request } as EngineMessage);
      }) as Promise<EngineRequests[typeof method]["answer"]>;
    },
    close() {
      closed = true;
      channel.removeEventListener("message", onMessage);
      for (const waiting of pending.values())
        waiting.reject(new TilescopeError("worker/closed", "The engine worker was closed."));
      pending.clear();
      onClose?.();
    },
  };
}
