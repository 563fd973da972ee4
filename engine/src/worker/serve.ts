import { TilescopeError } from "../errors.ts";
import type { EngineSessionOptions } from "./call-context.ts";
import type { MessageChannelEnd } from "./client.ts";
import { DefinitionError } from "./definition-error.ts";
import type { EngineMessage, EngineReply, Failure } from "./protocol.ts";
import { createEngineSession } from "./session.ts";
import { transferables } from "./transfer.ts";

/** What went wrong, as plain data. Bugs keep their message, so that a person can report them. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DefinitionError)
    return { code: error.code, message: error.message, diagnostics: error.diagnostics };
  if (error instanceof TilescopeError) return { code: error.code, message: error.message, diagnostics: [] };
  const message = error instanceof Error ? error.message : String(error);
  return { code: "worker/bug", message: `The engine failed: ${message}`, diagnostics: [] };
}

/** Answers requests on a channel until the other end is gone. One request never takes another down. */
export function serveEngine(channel: MessageChannelEnd, options: EngineSessionOptions): void {
  const session = createEngineSession(options);
  const running = new Map<number, AbortController>();

  const answer = async (message: EngineMessage): Promise<void> => {
    if (message.method === "cancel") {
      running.get(message.request.target)?.abort();
      return;
    }
    const { id } = message;
    const controller = new AbortController();
    running.set(id, controller);
    const post = (reply: EngineReply, transfer: Transferable[] = []) => channel.postMessage(reply, transfer);
    try {
      const result = await session.call(message.method, message.request, {
        signal: controller.signal,
        onProgress: (done, total, label) => post({ id, progress: { done, total, label } }),
      });
      post({ id, ok: true, answer: result }, transferables(result));
    } catch (error) {
      post({ id, ok: false, failure: failureOf(error) });
    } finally {
      running.delete(id);
    }
  };
  channel.addEventListener("message", (event) => {
    void answer(event.data as EngineMessage);
  });
}
