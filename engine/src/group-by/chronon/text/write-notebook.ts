import type { Diagnostic } from "../../../errors.ts";
import { cleanName } from "../../dataset-names.ts";
import type { GroupBy } from "../../group-by.ts";
import type { ChrononDefinition } from "../definition.ts";
import { isArgumentName } from "./expression.ts";
import { innerOf } from "./inner-definitions.ts";
import { writeNotebookCell } from "./write-notebook-cell.ts";

export interface NotebookText {
  /** Null when nothing of it fits into a notebook. */
  readonly text: string | null;
  readonly problems: readonly Diagnostic[];
}

/** Words that TypeScript keeps for itself and Python does not. */
const TYPESCRIPT_WORDS = new Set(
  "case catch const debugger default delete do enum export extends false function instanceof interface let new null package private protected public static super switch this throw true typeof undefined var void implements arguments eval".split(
    " ",
  ),
);

/** A name under which a cell can export a definition: the last parts of its name, and a number where others have it. */
export function exportName(name: string, isTaken: (name: string) => boolean): string {
  const parts = name.split(".").filter((part) => part !== "");
  const short = cleanName(parts.slice(parts.length > 2 ? 1 : 0).join("_")) || "definition";
  const isName = isArgumentName(short) && !TYPESCRIPT_WORDS.has(short);
  const first = isName ? short : `_${short}`;
  let free = first;
  for (let i = 2; isTaken(free); i++) free = `${first}_${i}`;
  return free;
}

/**
 * The GroupBys that a notebook can hold, those inside joins included, and what it cannot: joins and staging queries
 * themselves, and GroupBys over a join.
 */
export function forNotebook(definitions: readonly ChrononDefinition[]): {
  readonly groupBys: readonly GroupBy[];
  readonly problems: readonly Diagnostic[];
} {
  const groupBys = new Map<string, GroupBy>();
  const problems: Diagnostic[] = [];
  const leaveOut = (definition: ChrononDefinition, what: string, hint: string): void => {
    const name = definition.definition.metaData?.name ?? "A definition";
    problems.push({ code: "export/not-in-notebook", severity: "warning", message: `${name} ${what}`, hint, path: [] });
  };
  for (const definition of definitions) {
    const inner = definition.kind === "Join" ? innerOf(definition) : [definition];
    if (definition.kind === "Join")
      leaveOut(definition, "is a join, which notebooks do not have.", "Its GroupBys are taken, each on its own.");
    if (definition.kind === "StagingQuery")
      leaveOut(definition, "is a staging query, which notebooks do not have.", "Let Chronon make its table.");
    for (const one of inner) {
      if (one.kind !== "GroupBy") continue;
      const { sources = [], metaData } = one.definition;
      if (sources.some(({ joinSource }) => joinSource !== undefined))
        leaveOut(one, "reads a join, which notebooks do not have.", "Give it the join's table as its source.");
      else groupBys.set(metaData?.name ?? "", groupBys.get(metaData?.name ?? "") ?? one.definition);
    }
  }
  return { groupBys: [...groupBys.values()], problems };
}

/** A notebook with a cell for each GroupBy. */
export function writeNotebook(definitions: readonly ChrononDefinition[]): NotebookText {
  const { groupBys, problems } = forNotebook(definitions);
  if (groupBys.length === 0) return { text: null, problems };
  const names = new Set<string>();
  const cells = groupBys.map((groupBy) => {
    const name = exportName(groupBy.metaData?.name ?? "", (one) => names.has(one));
    names.add(name);
    return { name, ...writeNotebookCell(groupBy, name) };
  });
  const imports = [...new Set(cells.flatMap((cell) => cell.imports))].sort();
  const header = `import { ${imports.join(", ")} } from "tilescope/notebook";`;
  return {
    text: `${[header, ...cells.map(({ name, source }) => `// %% ${name}\n${source}`)].join("\n\n")}\n`,
    problems,
  };
}
