import type { Diagnostic, DiagnosticSeverity } from "../../../errors.ts";
import { DiagnosticList } from "../../diagnostic-list.ts";
import { validateGroupBy } from "../../validate-group-by.ts";
import { validateJoin } from "../../validate-join.ts";
import { checkStruct } from "../check-struct.ts";
import type { ChrononDefinition } from "../definition.ts";
import { type AnyDefinition, settingsOf, type TeamSettings, teamOf, withTeam } from "../team-settings.ts";
import { chrononModules } from "./chronon-modules.ts";
import { fillTables } from "./fill-tables.ts";
import { diagnosticAt, type Place, type PythonDiagnostic, type PythonFile, PythonProblem } from "./place.ts";
import { plainJson } from "./plain-json.ts";
import { PythonNamespace, PythonStruct, PythonTuple, type PythonValue } from "./python-value.ts";
import { isCompiledFrom, type ModuleReader, moduleOf, readModule } from "./read-module.ts";
import { Budget } from "./scope.ts";

export type { PythonDiagnostic, PythonFile } from "./place.ts";

/** A definition of a file. `problems` are those of its rules, each where it is written; an error says that it will not run. */
export type PythonDefinition = ChrononDefinition & {
  readonly variable: string;
  readonly problems: readonly PythonDiagnostic[];
};

export interface PythonReading {
  readonly definitions: readonly PythonDefinition[];
  /** What was not read, or not understood. */
  readonly diagnostics: readonly PythonDiagnostic[];
}

export interface PythonSurroundings {
  /** Text of another file of the repository, by its path: `group_bys/shop/sales.py`. */
  readonly readFile?: (path: string) => string | null;
  /** Parsed `teams.json`; without it, definitions do not have what their team sets. */
  readonly teams?: unknown;
}

/**
 * Reads the GroupBys and Joins of a Chronon Python file, completed as Chronon's compiler completes them. The text is
 * parsed and its declarative part evaluated: nothing is executed. The parser is loaded when it is first needed.
 */
export async function readChrononPython(
  file: PythonFile,
  { readFile = () => null, teams }: PythonSurroundings = {},
): Promise<PythonReading> {
  const { parser } = await import("@lezer/python");
  const diagnostics: PythonDiagnostic[] = [];
  const settings = teams as TeamSettings | undefined;
  const chronon = chrononModules(settings);
  const modules = new Map<string, PythonNamespace | null>();
  const load = (module: string): PythonNamespace | null => {
    const known = modules.get(module);
    if (known !== undefined) return known;
    modules.set(module, null);
    const path = `${module.replaceAll(".", "/")}.py`;
    const text = readFile(path);
    if (text === null) return null;
    const namespace = new PythonNamespace(module, readModule({ path, text }, reader));
    modules.set(module, namespace);
    return namespace;
  };
  const reader: ModuleReader = {
    parse: (text) => parser.parse(text),
    budget: new Budget(),
    diagnostics,
    modules: { chronon, load },
  };
  const names = readModule(file, reader);
  const definitions = [...names].flatMap(([variable, value]) => {
    if (!(value instanceof PythonStruct) || value.place.file !== file) return [];
    try {
      const definition = definitionOf(variable, value, settings, diagnostics);
      return definition === null ? [] : [definition];
    } catch (error) {
      if (!(error instanceof PythonProblem)) throw error;
      report(diagnostics, error.place, error.code, "error", error.message, error.hint);
      return [];
    }
  });
  return { definitions, diagnostics };
}

function report(
  diagnostics: PythonDiagnostic[],
  place: Place,
  code: string,
  severity: DiagnosticSeverity,
  message: string,
  hint: string,
): void {
  diagnostics.push(diagnosticAt(place, { code: `python/${code}`, severity, message, hint }));
}

function definitionOf(
  variable: string,
  struct: PythonStruct,
  teams: TeamSettings | undefined,
  diagnostics: PythonDiagnostic[],
): PythonDefinition | null {
  const { type, place } = struct;
  if (!isCompiledFrom(type, place.file)) return null;
  const structural = new DiagnosticList();
  const checked = checkStruct(type, plainJson(struct, place), [], structural) as AnyDefinition | undefined;
  diagnostics.push(...located(structural.all, struct));
  if (checked === undefined || structural.failed) return null;
  const { folder } = moduleOf(place.file);
  const team = teamOf(checked.metaData?.name ?? "");
  const isInTeam = folder !== null && teams !== undefined;
  if (isInTeam && settingsOf(teams, team) === null)
    report(diagnostics, place, "unknown-team", "error", `teams.json has no team "${team}".`, "Add it to teams.json.");
  const definition = fillTables(isInTeam ? withTeam(checked, teams) : checked, teams);
  if (type === "StagingQuery") return { variable, kind: type, definition, problems: [] };
  const rules = type === "GroupBy" ? validateGroupBy(definition) : validateJoin(definition);
  const problems = located(rules.ok ? rules.warnings : rules.diagnostics, struct);
  return { variable, kind: type as "GroupBy" | "Join", definition, problems };
}

/** Problems of a compiled definition, at the places of the text that it was made from. */
function located(problems: readonly Diagnostic[], struct: PythonStruct): PythonDiagnostic[] {
  return problems.map((problem) => diagnosticAt(placeAt(struct, problem.path), problem));
}

/** Where a place in the compiled definition was written: the argument, or the call around it. */
function placeAt(struct: PythonStruct, path: Diagnostic["path"]): Place {
  let place = struct.place;
  let value: PythonValue = struct;
  for (const segment of path) {
    if (value instanceof PythonStruct) {
      place = value.places.get(String(segment)) ?? place;
      value = value.get(String(segment));
    } else if (Array.isArray(value)) value = value[Number(segment)] ?? null;
    else if (value instanceof PythonTuple) value = value.items[Number(segment)] ?? null;
    else if (value instanceof Map) value = value.get(String(segment)) ?? null;
    if (value instanceof PythonStruct && value.type !== "MetaData") place = value.place;
  }
  return place;
}
