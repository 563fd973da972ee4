import { stringifyJson } from "../../schema/json.ts";
import type { EngineHost } from "../engine-host.ts";
import { RequestError } from "../request-error.ts";
import type { Answer } from "./answer.ts";
import type { RouteRequest } from "./route-request.ts";

const PER_CHUNK = 200;
const HEARTBEAT_MS = 15_000;

/**
 * A job's emissions as server-sent events: the kept ones first, then live. `Last-Event-ID` (or `?after=`) goes on behind
 * an entry. Sent only as fast as the client reads.
 */
export function emissionStream(host: EngineHost, id: string, request: RouteRequest): Answer {
  const feed = host.feed(id);
  const asked = request.header("last-event-id") ?? request.query.get("after") ?? "0";
  let last = Number(asked);
  if (!Number.isInteger(last) || last < 0)
    throw RequestError.badRequest("request/bad-event-id", `"${asked.slice(0, 40)}" is no event id.`);
  const encoder = new TextEncoder();
  let wake: () => void = () => undefined;
  let open = true;
  const unwatch = feed.watch(() => wake());
  const end = () => {
    open = false;
    unwatch();
    wake();
  };
  request.onGone(end);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode("retry: 1000\n\n"));
    },
    async pull(controller) {
      while (open) {
        const entries = feed.after(last, PER_CHUNK);
        if (entries.length > 0) {
          last = entries.at(-1)?.id ?? last;
          const text = entries.map((e) => `id: ${e.id}\nevent: ${e.type}\ndata: ${stringifyJson(e.data)}\n\n`).join("");
          controller.enqueue(encoder.encode(text));
          return;
        }
        const beat = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(true), HEARTBEAT_MS);
          wake = () => {
            clearTimeout(timer);
            resolve(false);
          };
        });
        if (beat && open) {
          controller.enqueue(encoder.encode(": still here\n\n"));
          return;
        }
      }
      controller.close();
    },
    cancel: end,
  });
  return {
    status: 200,
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
    body,
  };
}
