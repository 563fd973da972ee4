import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { Answer } from "./answer.ts";

/** A client that has not read anything for so long is cut off. */
const STUCK_MS = 60_000;
/** How long what a client still sends is taken and thrown away, so that it reads why its body was refused. */
const LINGER_MS = 1_000;

/** Sends an answer by Node's own server; the connection is closed behind it where `isLast`. */
export function sendAnswer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, headers, body }: Answer,
  isLast: boolean,
): void {
  const isUnread = !incoming.complete;
  if (isLast || isUnread) outgoing.shouldKeepAlive = false;
  outgoing.setHeader("x-content-type-options", "nosniff");
  if (typeof body === "string") outgoing.setHeader("content-length", Buffer.byteLength(body));
  outgoing.writeHead(status, headers);
  if (body !== null && typeof body !== "string") {
    outgoing.setTimeout(STUCK_MS);
    // The client may go at any time, which is no failure.
    pipeline(Readable.fromWeb(body as NodeReadableStream), outgoing).catch(() => undefined);
  } else if (isUnread) linger(incoming, outgoing, body ?? "");
  else {
    outgoing.end(body ?? undefined);
    if (outgoing.writableLength > 0) outgoing.setTimeout(STUCK_MS);
  }
}

/** Closing while the client sends would lose the answer on its way. */
function linger(incoming: IncomingMessage, outgoing: ServerResponse, body: string): void {
  const end = (): void => {
    clearTimeout(timer);
    outgoing.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  incoming.once("close", end).once("end", end);
  outgoing.write(body);
  incoming.resume();
}
