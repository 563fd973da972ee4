import { decodeEvent } from "../../schema/decode-event.ts";
import { type Json, parseJson, stringifyJson } from "../../schema/json.ts";
import type { Schema } from "../../schema/schema.ts";
import { parseBody } from "./body.ts";
import { isTooDeep } from "./json-depth.ts";
import { MAX_JSON_DEPTH } from "./limits.ts";

export interface Rejection {
  /** Place in the array, or number of the line that is not empty, from 0. */
  readonly index: number;
  readonly reason: string;
}

export interface SentEvents {
  /** The valid ones as the log keeps them. */
  readonly values: readonly Uint8Array[];
  readonly rejected: readonly Rejection[];
}

/** Events of a JSON array, or of JSON lines. One that is broken or does not fit the columns is a rejection, not the end. */
export function readSentEvents(text: string, schema: Schema | null): SentEvents {
  const values: Uint8Array[] = [];
  const rejected: Rejection[] = [];
  const encoder = new TextEncoder();
  const take = (index: number, read: () => Json): void => {
    try {
      const event = read();
      const reason = refusal(event, schema);
      if (reason === null) values.push(encoder.encode(exactJson(event)));
      else rejected.push({ index, reason });
    } catch (error) {
      if (!(error instanceof NotAnEvent)) throw error;
      rejected.push({ index, reason: error.message });
    }
  };
  if (text.trimStart().startsWith("["))
    for (const [index, event] of (parseBody(text) as Json[]).entries()) take(index, () => event);
  else
    for (const [index, line] of text
      .split("\n")
      .filter((one) => one.trim() !== "")
      .entries())
      take(index, () => parseLine(line));
  return { values, rejected };
}

class NotAnEvent extends Error {}

function parseLine(line: string): Json {
  if (isTooDeep(line)) throw new NotAnEvent(`More than ${MAX_JSON_DEPTH} lists and objects inside one another.`);
  try {
    return parseJson(line);
  } catch (error) {
    throw new NotAnEvent(`Not JSON: ${(error as Error).message}`);
  }
}

function refusal(event: Json, schema: Schema | null): string | null {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return "Not a JSON object.";
  if (schema === null) return null;
  const decoded = decodeEvent(event, schema);
  return decoded.ok ? null : (decoded.diagnostics[0]?.message ?? "It does not fit the topic's columns.");
}

/** JSON text in which integers beyond 2^53 keep all their digits as numbers. */
function exactJson(event: Json): string {
  if (typeof event === "bigint") return event.toString();
  if (typeof event === "number" && !Number.isFinite(event))
    throw new NotAnEvent("A number is larger than any column can hold.");
  if (Array.isArray(event)) return `[${event.map(exactJson).join(",")}]`;
  if (typeof event === "object" && event !== null)
    return `{${Object.entries(event)
      .map(([name, value]) => `${JSON.stringify(name)}:${exactJson(value)}`)
      .join(",")}}`;
  return stringifyJson(event);
}
