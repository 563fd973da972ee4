import { cleanName } from "../../dataset-names.ts";
import type { ChrononDefinition } from "../definition.ts";
import { isArgumentName } from "./expression.ts";

/** Where a definition stands in a Chronon repository: folder, file and variable are its name. */
export interface PythonPlace {
  readonly path: string;
  readonly variable: string;
  /** The name that Chronon gives to it there. */
  readonly name: string;
}

const FOLDERS: Readonly<Record<ChrononDefinition["kind"], string>> = {
  GroupBy: "group_bys",
  Join: "joins",
  StagingQuery: "staging_queries",
};

/** The place that gives a definition exactly its name, `team.file.variable`; null for other names. */
export function placeByName({ kind, definition }: ChrononDefinition): PythonPlace | null {
  const name = definition.metaData?.name ?? "";
  const parts = name.split(".");
  if (parts.length < 3 || !parts.every(isArgumentName)) return null;
  return { path: `${FOLDERS[kind]}/${parts.slice(0, -1).join("/")}.py`, variable: parts.at(-1) ?? "", name };
}

/** A place for a name that is none of `team.file.variable`: Chronon will call the definition otherwise. */
export function placeInTeam({ kind, definition }: ChrononDefinition): PythonPlace {
  const { name = "", team: given } = definition.metaData ?? {};
  const safe = (text: string) => (isArgumentName(text) ? text : `_${cleanName(text)}`);
  const [first = "definition", second = "v1", ...rest] = name.split(".").filter((part) => part !== "");
  const [file, variable] = rest.length > 0 ? [cleanName(name), "v1"] : [first, second];
  const team = given !== undefined && isArgumentName(given) ? given : "team";
  const path = `${FOLDERS[kind]}/${team}/${safe(file)}.py`;
  return { path, variable: safe(variable), name: `${team}.${safe(file)}.${safe(variable)}` };
}
