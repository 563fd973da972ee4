import type { LiveRecord } from "../../engine/src/worker/protocol.ts";
import { ServerError } from "./ask-server.ts";

/** What the server says while a topic is followed. `offsets`: where each partition goes on after the message. */
export type TopicMessage =
  | { readonly type: "start"; readonly offsets: readonly number[] }
  | { readonly type: "records"; readonly offsets: readonly number[]; readonly records: readonly LiveRecord[] }
  | { readonly type: "gone" | "failed"; readonly reason: string };

/** Where to begin: at offsets by partition, or so many records before the end. */
export type TopicPlace = { readonly offsets: readonly number[] } | { readonly last: number };

/** The server says something at least every 15 s; after so long without a word it is gone. */
const SILENCE_MS = 40_000;

/** One message of a text stream; null for what is none, such as a heartbeat. */
function messageOf(block: string): TopicMessage | null {
  const field = (name: string) =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const text = field("data");
  if (text === undefined) return null;
  const data = JSON.parse(text);
  const type = field("event");
  if (type === "records") return { type, offsets: (field("id") ?? "").split(",").map(Number), records: data.records };
  if (type === "start") return { type, offsets: data.offsets };
  return type === "gone" || type === "failed" ? { type, reason: data.reason } : null;
}

/**
 * The records of a topic as they are appended. Reads only as fast as it is asked for more, so the server writes no
 * faster. Ends when the server ends; throws `ServerError` when it cannot be reached or falls silent.
 */
export async function* followTopic(
  topic: string,
  place: TopicPlace,
  signal: AbortSignal,
): AsyncGenerator<TopicMessage, void> {
  const query = "last" in place ? `last=${place.last}` : `offsets=${place.offsets.join(",")}`;
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await fetch(`/api/topics/${encodeURIComponent(topic)}/follow?${query}`, {
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null)
      throw new ServerError(response.status, `The server answered ${response.status}.`);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    try {
      for (;;) {
        const { value, done } = await reader.read();
        clearTimeout(timer);
        if (done) return;
        text += value;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const message = messageOf(text.slice(0, end));
          text = text.slice(end + 2);
          if (message !== null) yield message;
        }
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
      }
    } finally {
      reader.cancel().catch(() => undefined);
    }
  } catch (error) {
    if (error instanceof ServerError || signal.aborted) throw error;
    throw new ServerError(0, silence.signal.aborted ? "The server fell silent." : "The server cannot be reached.");
  } finally {
    clearTimeout(timer);
  }
}
