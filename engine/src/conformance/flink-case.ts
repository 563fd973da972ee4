import { TilescopeError } from "../errors.ts";
import type { Json } from "../schema/json.ts";

/** One item of a case's `output`. */
export type Output = { [name: string]: Json };

function malformed(expected: string, json: Json | undefined): never {
  throw new TilescopeError("conformance/malformed-case", `Expected ${expected}, got ${String(JSON.stringify(json))}`);
}

/** A member of an object; undefined when absent. */
export function field(json: Json | undefined, name: string): Json | undefined {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return malformed("an object", json);
  return json[name];
}

export function list(json: Json | undefined): Json[] {
  return Array.isArray(json) ? json : malformed("a list", json);
}

export function text(json: Json | undefined): string {
  return typeof json === "string" ? json : malformed("a text", json);
}

export function wholeNumber(json: Json | undefined): number {
  return typeof json === "number" && Number.isSafeInteger(json) ? json : malformed("a whole number", json);
}

/** Times of the reference cases: ms, or a word for the ends of the 64-bit range, which are infinite here. */
export function timeFromJson(json: Json | undefined): number {
  if (json === "MAX") return Number.POSITIVE_INFINITY;
  if (json === "MIN") return Number.NEGATIVE_INFINITY;
  return wholeNumber(json);
}

export function timeToJson(timeMs: number): Json {
  if (timeMs === Number.POSITIVE_INFINITY) return "MAX";
  if (timeMs === Number.NEGATIVE_INFINITY) return "MIN";
  return timeMs;
}
