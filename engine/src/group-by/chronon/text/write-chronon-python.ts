import type { Checked, Diagnostic } from "../../../errors.ts";
import { cleanName } from "../../dataset-names.ts";
import type { ChrononDefinition } from "../definition.ts";
import type { PythonFile } from "../python/place.ts";
import { readChrononPython } from "../python/read-chronon-python.ts";
import { type TeamSettings, withoutTeam } from "../team-settings.ts";
import { definitionDifferences } from "./definition-differences.ts";
import { DefinitionPrinter } from "./definition-printer.ts";
import { type Expression, PYTHON, printExpression } from "./expression.ts";
import { groupByExpression } from "./group-by-expression.ts";
import { innerOf } from "./inner-definitions.ts";
import { joinExpression } from "./join-expression.ts";
import { printImports } from "./python-imports.ts";
import { type PythonPlace, placeByName, placeInTeam } from "./python-place.ts";
import { missingForJobs, refusals } from "./python-refusals.ts";
import { stagingQueryExpression } from "./staging-query-expression.ts";

interface Unit {
  readonly definition: ChrononDefinition;
  readonly place: PythonPlace;
}

export interface PythonOptions {
  /** Parsed `teams.json` of the repository: what it sets is left to it. */
  readonly teams?: TeamSettings;
}

/**
 * Writes definitions as the Python files of a Chronon repository, in the manner in which people write them; GroupBys of a
 * join have files of their own. The files are read back, and what they do not say is among the warnings: fields that
 * Chronon's Python has no word for, and names that folder, file and variable cannot give. Fails for what only the Zipline
 * fork has, for two definitions with one name, and for text that does not read back.
 */
export async function writeChrononPython(
  definitions: readonly ChrononDefinition[],
  { teams }: PythonOptions = {},
): Promise<Checked<readonly PythonFile[]>> {
  const units = new Map<string, Unit>();
  const refused = definitions.flatMap((definition) => [
    ...refusals(definition),
    ...(addUnit(units, definition) ? [] : [takenTwice(definition)]),
  ]);
  if (refused.length > 0) return { ok: false, diagnostics: refused };
  for (const { definition } of [...units.values()]) addInner(units, definition);
  const all = [...units.values()];
  const paths = [...new Set(all.map(({ place }) => place.path))];
  const files = paths.map((path) => printFile(path, all, teams));
  const found: Diagnostic[] = definitions.flatMap(missingForJobs);
  for (const file of files) {
    const readFile = (path: string) => files.find((one) => one.path === path)?.text ?? null;
    const reading = await readChrononPython(file, { readFile, teams });
    found.push(...reading.diagnostics);
    for (const { definition, place } of all) {
      if (place.path !== file.path) continue;
      const compiled = reading.definitions.find(({ variable }) => variable === place.variable);
      if (compiled !== undefined) found.push(...definitionDifferences(definition, compiled));
    }
  }
  const failed = found.some(({ severity }) => severity === "error");
  return failed ? { ok: false, diagnostics: found } : { ok: true, value: files, warnings: found };
}

/** A GroupBy inside a join may also stand in the join's own file, under the name that it has. */
function placeOf(definition: ChrononDefinition, isInner: boolean): PythonPlace | null {
  const place = placeByName(definition);
  return isInner && definition.kind === "GroupBy" ? place : (place ?? placeInTeam(definition));
}

const keyOf = ({ path, variable }: PythonPlace): string => `${path} ${variable}`;

/** Takes a definition in; false when its place is taken. */
function addUnit(units: Map<string, Unit>, definition: ChrononDefinition, isInner = false): boolean {
  const place = placeOf(definition, isInner);
  if (place === null || units.has(keyOf(place))) return false;
  units.set(keyOf(place), { definition, place });
  return true;
}

function addInner(units: Map<string, Unit>, definition: ChrononDefinition): void {
  for (const inner of innerOf(definition)) if (addUnit(units, inner, true)) addInner(units, inner);
}

const takenTwice = ({ definition }: ChrononDefinition): Diagnostic => ({
  code: "export/name-taken",
  severity: "error",
  message: `Another definition has the place of ${definition.metaData?.name ?? "one without a name"}.`,
  hint: "Give each definition a name of its own: team.file.variable.",
  path: ["metaData", "name"],
});

function printFile(path: string, units: readonly Unit[], teams: TeamSettings | undefined): PythonFile {
  const references = new Set<string>();
  const printer = new DefinitionPrinter(PYTHON, (definition) => {
    const place = placeOf(definition, true);
    if (place === null) return null;
    if (place.path === path) return place.variable;
    const alias = cleanName(place.name);
    const module = place.path.replace(/\.py$/, "").replaceAll("/", ".");
    references.add(`from ${module} import ${place.variable} as ${alias}`);
    return alias;
  });
  const own = units.filter(({ place }) => place.path === path);
  const printed = own.map(({ definition, place: { variable } }) => {
    const expression = expressionOf(withoutTeam(definition, teams), printer);
    return `${variable} = ${printExpression(expression, PYTHON, 0, variable.length + 3)}\n`;
  });
  const note = `# ${path} in a Chronon repository: folder, file and variable give ${own.length > 1 ? "definitions their names" : "the definition its name"}.`;
  const imports = [printImports(printer.used), ...[...references].sort()].filter((line) => line !== "");
  return { path, text: [note, ...imports, "", printed.join("\n\n")].join("\n") };
}

function expressionOf({ kind, definition }: ChrononDefinition, printer: DefinitionPrinter): Expression {
  if (kind === "Join") return joinExpression(definition, printer);
  return kind === "GroupBy"
    ? groupByExpression(printer, definition, null)
    : stagingQueryExpression(definition, printer);
}
