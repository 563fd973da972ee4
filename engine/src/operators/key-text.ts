import { hexFromBytes } from "../schema/json.ts";
import type { Row, Value } from "../schema/value.ts";

/** A text part needs quotes when it could be read as two parts or as a quoted one. */
const AMBIGUOUS = /, |^"|^null$/;

function partText(value: Value, alone: boolean): string {
  if (typeof value === "string") return !alone && AMBIGUOUS.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  if (value instanceof Uint8Array) return `0x${hexFromBytes(value)}`;
  if (Array.isArray(value)) return `[${value.map((item) => partText(item, false)).join(", ")}]`;
  if (value instanceof Map)
    return `{${[...value].map(([name, item]) => `${name}: ${partText(item, false)}`).join(", ")}}`;
  if (value !== null && typeof value === "object")
    return `{${Object.entries(value)
      .map(([name, item]) => `${name}: ${partText(item, false)}`)
      .join(", ")}}`;
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A key as a person reads it: `5`, `mint`, `5, mint`. Of the rows of one schema, different ones read differently. */
export function keyText(key: Row): string {
  return key.map((part) => partText(part, key.length === 1)).join(", ");
}
