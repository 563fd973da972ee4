import type { Diagnostic } from "../errors.ts";

export type JsonObject = Readonly<Record<string, unknown>>;
export type Path = Diagnostic["path"];

export const isObject = (json: unknown): json is JsonObject =>
  typeof json === "object" && json !== null && !Array.isArray(json);

interface NumberRule {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
  readonly optional?: boolean;
}

const article = (rule: NumberRule): string => {
  const kind = rule.whole ? "a whole number" : "a number";
  if (rule.least !== undefined && rule.most !== undefined) return `${kind} from ${rule.least} to ${rule.most}`;
  return rule.least === undefined ? kind : `${kind} of at least ${rule.least}`;
};

/** Checks the JSON of a stream definition member by member and collects what is wrong with it. */
export class DefinitionCheck {
  readonly problems: Diagnostic[] = [];

  error(path: Path, code: string, message: string, hint: string): void {
    this.problems.push({ code: `stream/${code}`, severity: "error", message, hint, path });
  }

  warn(path: Path, code: string, message: string, hint: string): void {
    this.problems.push({ code: `stream/${code}`, severity: "warning", message, hint, path });
  }

  /** The member as an object, or null after reporting that it is none. */
  object(json: unknown, path: Path, what: string): JsonObject | null {
    if (isObject(json)) return json;
    this.error(path, "not-an-object", `${what} is missing or not an object.`, "Write it as { … } with its members.");
    return null;
  }

  list(parent: JsonObject, name: string, path: Path, what: string): readonly unknown[] {
    const json = parent[name];
    if (Array.isArray(json) && json.length > 0) return json;
    this.error([...path, name], "not-a-list", `${what} is missing or empty.`, "Write a list with at least one item.");
    return [];
  }

  number(parent: JsonObject, name: string, path: Path, rule: NumberRule): void {
    const json = parent[name];
    if (json === undefined && rule.optional) return;
    const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = rule;
    const fits = typeof json === "number" && Number.isFinite(json) && json >= least && json <= most;
    if (fits && (!rule.whole || Number.isSafeInteger(json))) return;
    const what = json === undefined ? `"${name}" is missing` : `"${name}" does not fit`;
    this.error([...path, name], "bad-number", `${what}: it is ${article(rule)}.`, `Write ${article(rule)}.`);
  }

  text(parent: JsonObject, name: string, path: Path, optional = false): void {
    const json = parent[name];
    if (json === undefined && optional) return;
    if (typeof json !== "string" || json === "")
      this.error([...path, name], "bad-text", `"${name}" is missing or empty.`, "Write it as a text in quotes.");
  }

  choice(parent: JsonObject, name: string, path: Path, choices: readonly string[]): void {
    const json = parent[name];
    if (typeof json === "string" && choices.includes(json)) return;
    const known = choices.map((choice) => `"${choice}"`).join(", ");
    this.error([...path, name], "unknown-choice", `"${name}" is not one of ${known}.`, `Use one of ${known}.`);
  }

  /** A misspelt member would otherwise be ignored in silence. */
  knownMembers(json: JsonObject, path: Path, known: readonly string[]): void {
    for (const name of Object.keys(json))
      if (!known.includes(name))
        this.warn([...path, name], "unknown-member", `"${name}" means nothing here.`, `Known: ${known.join(", ")}.`);
  }
}
