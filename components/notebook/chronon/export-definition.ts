import type { Diagnostic } from "../../../engine/src/errors.ts";
import type { ChrononDefinition } from "../../../engine/src/group-by/chronon/definition.ts";
import type { NamedDefinition } from "../../../engine/src/notebook-file/cell-role.ts";
import { downloadText } from "../files/notebook-file.ts";
import { type FileProblem, fileProblem } from "./read-chronon-file.ts";

export type ExportForm = "python" | "json";

/** Null for the file: it could not be written. */
export interface ExportReport {
  readonly fileName: string | null;
  readonly problems: readonly FileProblem[];
}

/** Hands a definition to the downloads, as Chronon's Python or its compiled JSON. */
export async function exportDefinition(definition: NamedDefinition, form: ExportForm): Promise<ExportReport> {
  const chronon = await import("../../../engine/src/group-by/chronon/index.ts");
  const given: ChrononDefinition = { kind: "GroupBy", definition: definition.groupBy };
  const told = (diagnostics: readonly Diagnostic[]) =>
    diagnostics.filter(({ severity }) => severity !== "info").map((one) => fileProblem(one, ""));
  if (form === "json") {
    const fileName = `${definition.name}.json`;
    downloadText(fileName, chronon.writeDefinition(given), "application/json");
    return { fileName, problems: [] };
  }
  const written = await chronon.writeChrononPython([given]);
  if (!written.ok) return { fileName: null, problems: told(written.diagnostics) };
  const [file] = written.value;
  if (file === undefined) return { fileName: null, problems: [] };
  const fileName = file.path.split("/").at(-1) ?? `${definition.name}.py`;
  downloadText(fileName, file.text, "text/x-python");
  return { fileName, problems: told(written.warnings) };
}
