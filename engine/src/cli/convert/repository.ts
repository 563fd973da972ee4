import { readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { TeamSettings } from "../../group-by/chronon/index.ts";
import { UsageError } from "../usage-error.ts";

const FOLDERS: readonly string[] = ["group_bys", "joins", "staging_queries"];

/** The Chronon repository that a file lies in. */
export interface Repository {
  /** The file's path inside it, with slashes. */
  readonly path: string;
  readonly teams: TeamSettings | undefined;
  /** Text of another file of the repository; null when there is none. */
  readFile(path: string): string | null;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Finds the repository of a file: the folder that is given, or the one above `group_bys`, `joins` or `staging_queries`. */
export function repositoryOf(file: string, given: string | null): Repository {
  const parts = resolve(file).split(sep);
  const folder = parts.findLastIndex((part) => FOLDERS.includes(part));
  const root = given !== null ? resolve(given) : folder < 0 ? null : parts.slice(0, folder).join(sep) || sep;
  if (root === null) return { path: parts.at(-1) ?? file, teams: undefined, readFile: () => null };
  const path = relative(root, resolve(file));
  if (isAbsolute(path) || path.startsWith(".."))
    throw new UsageError(`${file} is not inside ${root}, the folder of --root.`);
  return {
    path: path.split(sep).join("/"),
    teams: readTeams(join(root, "teams.json")),
    readFile: (wanted) => textOf(join(root, ...wanted.split("/"))),
  };
}

function readTeams(path: string): TeamSettings | undefined {
  const text = textOf(path);
  if (text === null) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
  if (!isObject(json) || Array.isArray(json) || !Object.values(json).every(isObject))
    throw new UsageError(`${path} is not an object of teams: {"default": {"namespace": "…"}}.`);
  return json as TeamSettings;
}
