import { PythonFloat, pythonJson } from "../python-json.ts";
import { type FieldKind, STRUCTS } from "../structs.ts";
import { type Place, PythonProblem } from "./place.ts";
import { describeValue, PythonStruct, PythonTuple, type PythonValue } from "./python-value.ts";

/** More parts than any definition has: lists that hold lists again and again grow beyond it within a few lines. */
const MAX_PARTS = 200_000;

/** A value as plain JSON: structs by field, in thrift order and without what is None; flags as 1 and 0. */
export function plainJson(value: PythonValue, place: Place): unknown {
  let parts = 0;
  const convert = (one: PythonValue, kind: FieldKind | null): unknown => {
    if (++parts > MAX_PARTS)
      throw new PythonProblem("too-large", place, "The definition is too large.", "Split it into several definitions.");
    if (kind === "flag" && typeof one === "boolean") return one ? 1 : 0;
    if (one instanceof PythonFloat) return one.value;
    if (one === null || typeof one !== "object") return one;
    const part = typeof kind === "object" && kind !== null && "list" in kind ? kind.list : null;
    if (Array.isArray(one)) return one.map((item) => convert(item, part));
    if (one instanceof PythonTuple) return one.items.map((item) => convert(item, part));
    if (one instanceof Map)
      return Object.fromEntries([...one].map(([key, item]) => [dictKey(key, place), convert(item, null)]));
    if (!(one instanceof PythonStruct))
      throw new PythonProblem(
        "not-a-value",
        place,
        `A definition cannot hold ${describeValue(one)}.`,
        "Write a text, a number, a list or a dict.",
      );
    const fields = STRUCTS[one.type].fields.flatMap(([field, fieldKind]) => {
      const given = one.get(field);
      return given === null ? [] : [[field, convert(given, fieldKind)] as const];
    });
    return Object.fromEntries(fields);
  };
  return convert(value, null);
}

/** What Python's `json.dumps` gives for a value of dicts, lists, texts and numbers. */
export function jsonText(value: PythonValue, place: Place): string {
  return pythonJson(jsonValue(value, place, { parts: 0 }));
}

function jsonValue(value: PythonValue, place: Place, count: { parts: number }): unknown {
  if (++count.parts > MAX_PARTS)
    throw new PythonProblem("too-large", place, "The value is too large.", "Write less into it.");
  if (value === null || typeof value !== "object" || value instanceof PythonFloat) return value;
  if (Array.isArray(value)) return value.map((item) => jsonValue(item, place, count));
  if (value instanceof PythonTuple) return value.items.map((item) => jsonValue(item, place, count));
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [dictKey(key, place), jsonValue(item, place, count)]));
  throw new PythonProblem(
    "not-a-value",
    place,
    `${describeValue(value)} cannot be written as JSON.`,
    "Write a text, a number, a list or a dict.",
  );
}

function dictKey(key: PythonValue, place: Place): string {
  if (typeof key === "string") return key;
  throw new PythonProblem("not-a-value", place, `A dict has the key ${describeValue(key)}.`, "Use texts as keys.");
}

/** What Python's `str` gives; null for what has no text here. */
export function pythonText(value: PythonValue): string | null {
  if (typeof value === "string") return value;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || value instanceof PythonFloat) return pythonJson(value);
  const items = Array.isArray(value) ? value : value instanceof PythonTuple ? value.items : null;
  if (items === null) return null;
  const texts = items.map((item) => (typeof item === "string" ? quoted(item) : pythonText(item)));
  if (texts.includes(null)) return null;
  const joined = texts.join(", ");
  return Array.isArray(value) ? `[${joined}]` : `(${joined}${items.length === 1 ? "," : ""})`;
}

/** A text as Python's `repr` shows it, for texts of printable characters. */
function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\");
  return text.includes("'") && !text.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}
