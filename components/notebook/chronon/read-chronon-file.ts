import type { Diagnostic } from "../../../engine/src/errors.ts";
import type { GroupBy } from "../../../engine/src/group-by/group-by.ts";

/** Something about a file that a person should know, with its place in it. */
export interface FileProblem {
  readonly severity: Diagnostic["severity"];
  readonly message: string;
  readonly hint?: string;
  /** `line 3, column 5`, or a place in the JSON. */
  readonly place: string | null;
  /** The line of the file. */
  readonly excerpt: string | null;
}

export interface ChrononFile {
  readonly groupBys: readonly GroupBy[];
  readonly problems: readonly FileProblem[];
}

const hasLine = (one: Diagnostic): one is Diagnostic & { line: number; column: number; file: string } =>
  "line" in one && "column" in one && "file" in one;

/** A diagnostic of a file as people read it; `text` is the file's. */
export function fileProblem(diagnostic: Diagnostic, text: string): FileProblem {
  const { severity, message, hint, path } = diagnostic;
  const said = { severity, message, ...(hint !== undefined && { hint }) };
  if (!hasLine(diagnostic)) return { ...said, place: path.length > 0 ? path.join(".") : null, excerpt: null };
  const { line, column } = diagnostic;
  return { ...said, place: `line ${line}, column ${column}`, excerpt: text.split("\n")[line - 1]?.trim() ?? null };
}

/**
 * The GroupBys of a Chronon file, Python or else compiled JSON, that a notebook can hold, and what is to be said about
 * the rest. Rules of the definitions are not checked here: the cells that they become do that.
 */
export async function readChrononFile(fileName: string, text: string): Promise<ChrononFile> {
  const chronon = await import("../../../engine/src/group-by/chronon/index.ts");
  const told: Diagnostic[] = [];
  const definitions = [];
  if (fileName.endsWith(".py")) {
    const reading = await chronon.readChrononPython({ path: fileName, text });
    told.push(...reading.diagnostics);
    definitions.push(...reading.definitions);
  } else {
    const read = chronon.readDefinition(text);
    told.push(...(read.ok ? read.warnings : read.diagnostics));
    if (read.ok) definitions.push(read.value);
  }
  const { groupBys, problems } = chronon.forNotebook(definitions);
  return { groupBys, problems: [...told, ...problems].map((one) => fileProblem(one, text)) };
}
