import type { Diagnostic } from "../../../errors.ts";
import { type ChrononDefinition, writeDefinition } from "../definition.ts";

type Path = readonly (string | number)[];

const isObject = (json: unknown): json is object => typeof json === "object" && json !== null;

const shown = (json: unknown): string => {
  const text = JSON.stringify(json);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

/**
 * What a definition says and its Python does not, once Chronon's compiler has completed that. What the compiler only adds
 * is told as well, as information.
 */
export function definitionDifferences(given: ChrononDefinition, compiled: ChrononDefinition): Diagnostic[] {
  const found: Diagnostic[] = [];
  compare(JSON.parse(writeDefinition(given)), JSON.parse(writeDefinition(compiled)), [], found);
  return found;
}

const isName = (path: Path): boolean =>
  path.at(-2) === "metaData" && (path.at(-1) === "name" || path.at(-1) === "team");

function compare(given: unknown, compiled: unknown, path: Path, found: Diagnostic[]): void {
  if (given === undefined) {
    const message = `Chronon's compiler adds ${path.join(".")}: ${shown(compiled)}.`;
    found.push({ code: "export/added", severity: "info", message, path });
  } else if (isObject(given) && isObject(compiled) && Array.isArray(given) === Array.isArray(compiled)) {
    const [left, right] = [new Map(Object.entries(given)), new Map(Object.entries(compiled))];
    for (const name of new Set([...left.keys(), ...right.keys()])) {
      const step = Array.isArray(given) ? Number(name) : name;
      compare(left.get(name), right.get(name), [...path, step], found);
    }
  } else if (given !== compiled) {
    const becomes = compiled === undefined ? "is not in the Python text" : `becomes ${shown(compiled)}`;
    found.push({
      code: "export/changed",
      severity: "warning",
      message: `${path.join(".")} is ${shown(given)} and ${becomes}.`,
      hint: isName(path)
        ? "In Chronon folder, file and variable make the name: call it team.file.variable, or rename what refers to it."
        : "Chronon's Python has no way to write it; set it in the compiled JSON if jobs need it.",
      path,
    });
  }
}
