import type { ShownRecord } from "../../src/server/http/shown-record.ts";
import { createAccess, type EngineHost, handleRequest } from "../../src/server/index.ts";

export interface StreamMessage {
  readonly id: string | null;
  readonly type: string;
  readonly data: {
    readonly offsets?: readonly number[];
    readonly records?: readonly ShownRecord[];
    readonly reason?: string;
  };
}

/** A client of server-sent events that reads message by message, no faster. */
export async function openEventStream(host: EngineHost, path: string, headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const request = new Request(`http://127.0.0.1:3000${path}`, {
    headers: { host: "127.0.0.1:3000", ...headers },
    signal: abort.signal,
  });
  const response = await handleRequest(host, request, createAccess("127.0.0.1", {}));
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = "";
  return {
    status: response.status,
    /** The next message that is not a heartbeat; null at the end. */
    async next(): Promise<StreamMessage | null> {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const lines = text.slice(0, end).split("\n");
          text = text.slice(end + 2);
          const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
          const data = field("data");
          if (data !== undefined)
            return { id: field("id") ?? null, type: field("event") ?? "", data: JSON.parse(data) };
          continue;
        }
        const { value, done } = await reader.read();
        if (done) return null;
        text += decoder.decode(value, { stream: true });
      }
    },
    leave: () => abort.abort(),
  };
}
