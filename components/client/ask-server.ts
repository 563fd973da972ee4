import { type Json, parseJson } from "../../engine/src/schema/json.ts";

/** What went wrong with a request to the server, in words for the person. */
export class ServerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "ServerError";
    this.status = status;
  }
}

async function messageOf(response: Response): Promise<string> {
  try {
    const { errors } = (await response.json()) as { errors?: readonly string[] };
    if (errors !== undefined && errors.length > 0) return errors.join(" ");
  } catch {
    // Not JSON: a page of something before the server.
  }
  return `The server answered ${response.status}.`;
}

/** Sends a request to the server of the page and reads its JSON, null where it sent none. Throws `ServerError`. */
export async function askServer(
  method: string,
  path: string,
  body?: string,
  type = "application/json",
  headers: Readonly<Record<string, string>> = {},
): Promise<Json> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...headers, ...(body !== undefined && { "Content-Type": type }) },
      ...(body !== undefined && { body }),
    });
  } catch {
    throw new ServerError(0, "The server cannot be reached.");
  }
  if (!response.ok) throw new ServerError(response.status, await messageOf(response));
  const text = await response.text();
  return text === "" ? null : parseJson(text);
}
