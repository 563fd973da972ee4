import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Answer } from "./answer.ts";
import { json } from "./respond.ts";

/** What a client still sends is let in for so long, so that it reads the answer. */
const LINGER_MS = 1_000;

/** Answers on a connection whose bytes make no request, and closes it. */
export function refuseConnection(socket: Duplex, { status, headers, body }: Answer): void {
  if (!socket.writable) return;
  const text = typeof body === "string" ? body : "";
  const lines = Object.entries({ ...headers, "content-length": Buffer.byteLength(text), connection: "close" });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ].join("\r\n");
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.end(`${head}\r\n\r\n${text}`);
}

/** The answer for what Node's parser refused, by the code of its error. */
export function answerForParser(code: string | undefined): Answer {
  if (code === "HPE_HEADER_OVERFLOW" || code === "HPE_CHUNK_EXTENSIONS_OVERFLOW")
    return refusal(431, "request/head-too-large", "The head of the request is too large.");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return refusal(408, "request/too-slow", "The request did not arrive in time.");
  return refusal(400, "request/not-http", "This is no HTTP/1.1 request.");
}

export const refusal = (status: number, code: `${string}/${string}`, message: string): Answer =>
  json({ errors: [message], code }, status);
