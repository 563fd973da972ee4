import { type JsonNode, jsonText } from "./json-text.ts";

type Step = { readonly name: string } | { readonly index: number } | "wildcard";

/** How strings come out: bare at the top, quoted inside arrays, arrays dissolved below a double wildcard. */
type Style = "raw" | "quoted" | "flatten";

const STEP = /\.\*|\['\*'\]|\.([^.[]+)|\['([^'?]+)'\]|\[\s*(\*|\d+)\s*\]/y;

/** Reads `$.a['b'][0][*]`; null for a text that is no path. */
export function parseJsonPath(path: string): readonly Step[] | "none" | null {
  if (!path.startsWith("$")) return null;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return null;
    const [whole, dotted, quoted, subscript] = match;
    if (whole === ".*" || whole === "['*']") return "none";
    const name = dotted ?? quoted;
    if (name !== undefined) steps.push({ name });
    else steps.push(subscript === "*" ? "wildcard" : { index: Number(subscript) });
  }
  return steps;
}

/** Texts that a path finds below a node, joined by whoever asked with commas; empty if it finds nothing. */
function find(node: JsonNode, steps: readonly Step[], style: Style): string[] {
  const [step, ...rest] = steps;
  if (step === undefined) {
    if (node.kind === "string" && style === "raw") return [node.value];
    if (node.kind === "array" && style === "flatten") return node.items.flatMap((item) => find(item, [], style));
    return [jsonText(node)];
  }
  if (step === "wildcard") return node.kind === "array" ? findAll(node.items, rest, style) : [];
  if ("index" in step) {
    const item = node.kind === "array" ? node.items[step.index] : undefined;
    if (item === undefined) return [];
    return find(item, rest, rest[0] === "wildcard" ? "quoted" : style);
  }
  if (node.kind !== "object") return [];
  for (const [name, value] of node.fields) {
    if (name !== step.name || value.kind === "null") continue;
    const found = find(value, rest, style);
    if (found.length > 0) return found;
  }
  return [];
}

function findAll(items: readonly JsonNode[], rest: readonly Step[], style: Style): string[] {
  const [next, ...behind] = rest;
  if (next === "wildcard") {
    const found = items.flatMap((item) => find(item, behind, "flatten"));
    return found.length === 0 ? [] : [`[${found.join(",")}]`];
  }
  if (style === "quoted") {
    const found = items.flatMap((item) => find(item, rest, "quoted"));
    return found.length === 0 ? [] : [`[${found.join(",")}]`];
  }
  const nested = style === "raw" ? "quoted" : "flatten";
  const matches = items.map((item) => find(item, rest, nested)).filter((found) => found.length > 0);
  const joined = matches.flat().join(",");
  if (matches.length === 0) return [];
  return [matches.length > 1 ? `[${joined}]` : joined];
}

/** What GET_JSON_OBJECT finds: text without quotes, other values as JSON; null if there is nothing. */
export function followJsonPath(node: JsonNode, steps: readonly Step[]): string | null {
  const found = find(node, steps, "raw");
  return found.length === 0 ? null : found.join(",");
}
