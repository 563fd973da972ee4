import type { Diagnostic } from "../../errors.ts";
import { type ChrononDefinition, readChrononPython, readDefinition } from "../../group-by/chronon/index.ts";
import { validateGroupBy } from "../../group-by/validate-group-by.ts";
import { validateJoin } from "../../group-by/validate-join.ts";
import { readNotebook } from "./read-notebook.ts";
import type { Repository } from "./repository.ts";

export interface ReadDefinitions {
  /** Those without errors. */
  readonly definitions: readonly ChrononDefinition[];
  readonly problems: readonly Diagnostic[];
  /** Names of those with errors. */
  readonly leftOut: readonly string[];
}

/** Reads the definitions of a file by the end of its name: `.py`, `.ts`, else compiled JSON. */
export async function readDefinitions(file: string, text: string, repository: Repository): Promise<ReadDefinitions> {
  if (file.endsWith(".py")) {
    const { definitions, diagnostics } = await readChrononPython({ path: repository.path, text }, repository);
    return withoutBroken(definitions, diagnostics);
  }
  if (file.endsWith(".ts")) return withoutBroken((await readNotebook(file)).map(checked), []);
  const read = readDefinition(text);
  return read.ok
    ? withoutBroken([checked(read.value)], read.warnings)
    : { definitions: [], problems: read.diagnostics, leftOut: [] };
}

type Checked = ChrononDefinition & { readonly problems: readonly Diagnostic[] };

const hasError = (problems: readonly Diagnostic[]): boolean => problems.some(({ severity }) => severity === "error");

function withoutBroken(given: readonly Checked[], problems: readonly Diagnostic[]): ReadDefinitions {
  const broken = given.filter((one) => hasError(one.problems));
  return {
    definitions: given.filter((one) => !broken.includes(one)),
    problems: [...problems, ...given.flatMap((one) => one.problems)],
    leftOut: broken.map(nameOf),
  };
}

const nameOf = ({ definition }: ChrononDefinition): string => definition.metaData?.name ?? "one without a name";

/** A definition with what its rules say about it, by its name. */
function checked(one: ChrononDefinition): Checked {
  if (one.kind === "StagingQuery") return { ...one, problems: [] };
  const rules = one.kind === "GroupBy" ? validateGroupBy(one.definition) : validateJoin(one.definition);
  const problems = rules.ok ? rules.warnings : rules.diagnostics;
  return {
    ...one,
    problems: problems.map((problem) => ({ ...problem, message: `${nameOf(one)}: ${problem.message}` })),
  };
}
