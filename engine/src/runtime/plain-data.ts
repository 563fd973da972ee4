import { TilescopeError } from "../errors.ts";
import { bytesFromHex, hexFromBytes, type Json } from "../schema/json.ts";

/** Mark of an object that stands for something that JSON has no form for. */
const MARK = "#";

/**
 * Plain data as JSON, without loss: bigint, bytes, maps, NaN, infinities and -0 become objects with the one member `#`.
 * Throws `TilescopeError` (`runtime/not-plain-data`) for anything else, a function or a class instance.
 */
export function plainToJson(value: unknown): Json {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      return { [MARK]: Object.is(value, -0) ? "-0" : String(value) };
    case "bigint":
      return { [MARK]: `${value}n` };
    case "string":
    case "boolean":
      return value;
  }
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return { [MARK]: `x${hexFromBytes(value)}` };
  if (Array.isArray(value)) return value.map(plainToJson);
  if (value instanceof Map) return { [MARK]: [...value].map(([key, item]) => [plainToJson(key), plainToJson(item)]) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof value !== "object" || (prototype !== Object.prototype && prototype !== null))
    throw new TilescopeError("runtime/not-plain-data", `Cannot save ${Object.prototype.toString.call(value)}`);
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  if (members.some(([name]) => name === MARK))
    return { [MARK]: { members: members.map(([name, item]) => [name, plainToJson(item)]) } };
  return Object.fromEntries(members.map(([name, item]) => [name, plainToJson(item)]));
}

function corrupt(): never {
  throw new TilescopeError("runtime/corrupt-checkpoint", "The saved data holds a mark that nothing writes.");
}

function markedFromJson(marked: Json): unknown {
  if (typeof marked === "string") {
    if (marked.startsWith("x")) return bytesFromHex(marked.slice(1));
    if (/^-?\d+n$/.test(marked)) return BigInt(marked.slice(0, -1));
    if (["NaN", "Infinity", "-Infinity", "-0"].includes(marked)) return Number(marked);
    return corrupt();
  }
  const pairs = (json: Json | undefined): [unknown, unknown][] => {
    if (!Array.isArray(json)) return corrupt();
    return json.map((pair) =>
      Array.isArray(pair) ? [plainFromJson(pair[0] ?? null), plainFromJson(pair[1] ?? null)] : corrupt(),
    );
  };
  if (Array.isArray(marked)) return new Map(pairs(marked));
  if (marked === null || typeof marked !== "object") return corrupt();
  return Object.fromEntries(pairs(marked.members));
}

/** The inverse of `plainToJson`. Members that were undefined are absent. */
export function plainFromJson(json: Json): unknown {
  if (json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) return json.map(plainFromJson);
  const marked = json[MARK];
  if (marked !== undefined) return markedFromJson(marked);
  return Object.fromEntries(Object.entries(json).map(([name, item]) => [name, plainFromJson(item)]));
}
