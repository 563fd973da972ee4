import type { Json } from "../schema/json.ts";

const MAX_DEPTH = 64;
/** A scripted stream of a hundred thousand rows fits; a runaway structure does not. */
const MAX_NODES = 3_000_000;

export type PlainValue =
  | { readonly plain: true; readonly value: Json }
  /** `reason` names the place and says what is there. */
  | { readonly plain: false; readonly reason: string };

class NotPlain extends Error {}

function nameOf(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null) return String(value);
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === "string" && name !== "" && name !== "Object" ? `a ${name}` : "an object of a class";
}

function member(path: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/**
 * A copy of the value as plain JSON (bigints included, undefined members left out), or the first place where it is
 * something else. The check runs where the code ran, and again in the page, which trusts nothing from there.
 */
export function plainValue(name: string, value: unknown): PlainValue {
  let nodes = 0;
  const open = new Set<object>();
  const copy = (item: unknown, path: string, depth: number): Json => {
    if (++nodes > MAX_NODES) throw new NotPlain(`${name} has more than ${MAX_NODES.toLocaleString("en")} parts`);
    if (item === null || typeof item === "boolean" || typeof item === "string" || typeof item === "bigint") return item;
    if (typeof item === "number") return item;
    if (typeof item !== "object") throw new NotPlain(`${path} is ${nameOf(item)}`);
    if (open.has(item)) throw new NotPlain(`${path} contains itself`);
    if (depth > MAX_DEPTH) throw new NotPlain(`${path} is nested more than ${MAX_DEPTH} levels deep`);
    open.add(item);
    let result: Json;
    if (Array.isArray(item)) {
      result = Array.from(item, (element, i) =>
        copy(element === undefined ? null : element, `${path}[${i}]`, depth + 1),
      );
    } else {
      const prototype: unknown = Object.getPrototypeOf(item);
      if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
        throw new NotPlain(`${path} is ${nameOf(item)}`);
      result = {};
      for (const [key, inner] of Object.entries(item)) {
        if (inner === undefined) continue;
        const value = copy(inner, member(path, key), depth + 1);
        Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
      }
    }
    open.delete(item);
    return result;
  };
  try {
    return { plain: true, value: copy(value, name, 0) };
  } catch (error) {
    if (error instanceof NotPlain) return { plain: false, reason: error.message };
    throw error;
  }
}
