import { hexFromBytes } from "../schema/json.ts";
import type { Row, StructValue, Value } from "../schema/value.ts";

/**
 * One part of a key as text. A tag keeps the types apart (1, 1n and "1" differ), a length or an end mark keeps parts
 * apart, so two different values never have one text. -0 and 0 differ, as they do in the store's key bytes.
 */
function partId(value: Value): string {
  switch (typeof value) {
    case "string":
      return `s${value.length}:${value}`;
    case "number":
      return Object.is(value, -0) ? "d-0;" : `d${value};`;
    case "bigint":
      return `i${value};`;
    case "boolean":
      return value ? "t;" : "f;";
  }
  if (value === null) return "n;";
  if (value instanceof Uint8Array) return `b${hexFromBytes(value)};`;
  if (Array.isArray(value)) return `l${value.length}:${value.map(partId).join("")}`;
  if (value instanceof Map) return membersId("m", value.size, value);
  const members = Object.entries(value as StructValue);
  return membersId("o", members.length, members);
}

/** Members in order of name: the order of a map or struct is no part of its value. */
function membersId(tag: string, size: number, members: Iterable<readonly [string, Value]>): string {
  const parts = Array.from(members, ([name, item]) => `${partId(name)}${partId(item)}`).sort();
  return `${tag}${size}:${parts.join("")}`;
}

/** In front of every id that is not the key itself. */
const TAGGED = "\u0000";

/**
 * A text that stands for a key row: equal rows have equal ids, different rows different ones. It is for looking up
 * state in memory; what the store sees is the Avro key. A key of one string is its own id, since that is the usual one
 * and a new text for every event costs more than all else that the event source does.
 */
export function keyId(key: Row): string {
  if (key.length === 1) {
    const only = key[0] ?? null;
    if (typeof only === "string" && !only.startsWith(TAGGED)) return only;
  }
  let id = TAGGED;
  for (const part of key) id += partId(part);
  return id;
}
