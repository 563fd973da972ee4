import { ClientError } from "./client-error.ts";

export interface CallOptions {
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

export interface ServerCallSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string | null;
  readonly fetch: typeof fetch;
  /** For all tries of a call together. */
  readonly timeoutMs: number;
  readonly retries: number;
}

const FIRST_PAUSE_MS = 50;
const MESSAGE_LENGTH = 300;

/**
 * Sends a request that changes nothing on the server, so that it may be sent again: when nothing answered, or the server was
 * busy or its stores away. A `null` body asks by GET. Resolves to the text of the answer; throws `ClientError`.
 */
export async function callServer(
  settings: ServerCallSettings,
  path: string,
  body: string | null,
  { signal }: CallOptions,
): Promise<string> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), settings.timeoutMs);
  const either = signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]);
  try {
    for (let tries = 0; ; tries++) {
      try {
        return await send(settings, path, body, either);
      } catch (error) {
        if (signal?.aborted) throw new ClientError("aborted", "The call was given up.", { cause: signal.reason });
        if (deadline.signal.aborted)
          throw new ClientError("timeout", `The server did not answer within ${settings.timeoutMs} ms.`, {
            cause: error,
          });
        const failure = error instanceof ClientError ? error : nothingAnswered(settings.url, error);
        if (tries >= settings.retries || !mayPass(failure)) throw failure;
        await pause(FIRST_PAUSE_MS * 2 ** tries * (0.5 + Math.random()), either);
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

async function send(
  settings: ServerCallSettings,
  path: string,
  body: string | null,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const response = await settings.fetch(`${settings.url}${path}`, {
    method: body === null ? "GET" : "POST",
    headers: {
      ...(settings.token !== null && { authorization: `Bearer ${settings.token}` }),
      ...(body !== null && { "content-type": "application/json" }),
    },
    body,
    signal,
  });
  const text = await response.text();
  if (response.ok) return text;
  throw refusal(response.status, text);
}

function refusal(status: number, text: string): ClientError {
  try {
    const { errors, code } = JSON.parse(text) as { readonly errors: readonly string[]; readonly code?: string };
    return new ClientError("http", errors.join(" "), { status, code: code ?? null });
  } catch {
    return new ClientError("http", `The server answered ${status}: ${text.slice(0, MESSAGE_LENGTH)}`, { status });
  }
}

const nothingAnswered = (url: string, cause: unknown): ClientError =>
  new ClientError("network", `${url} cannot be reached: ${cause instanceof Error ? cause.message : cause}`, { cause });

const mayPass = ({ kind, status, code }: ClientError): boolean =>
  kind === "network" || status === 503 || code === "server/stores-unavailable";

/** Resolves after `ms`, or as soon as the call is given up. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
