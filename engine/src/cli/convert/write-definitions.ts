import { basename } from "node:path";
import type { Diagnostic } from "../../errors.ts";
import {
  type ChrononDefinition,
  type TeamSettings,
  writeChrononPython,
  writeDefinition,
  writeNotebook,
} from "../../group-by/chronon/index.ts";
import type { Form } from "../convert-command.ts";

export interface WrittenFile {
  readonly path: string;
  readonly text: string;
}

export interface Written {
  readonly files: readonly WrittenFile[];
  readonly problems: readonly Diagnostic[];
}

const FOLDERS = { GroupBy: "group_bys", Join: "joins", StagingQuery: "staging_queries" } as const;

/** Writes definitions in a form, as the files that go with it; `from` is the file that they came from. */
export async function writeDefinitions(
  definitions: readonly ChrononDefinition[],
  form: Form,
  from: string,
  teams: TeamSettings | undefined,
): Promise<Written> {
  if (definitions.length === 0) return { files: [], problems: [] };
  if (form === "json") return { files: definitions.map(compiledFile), problems: [] };
  if (form === "python") {
    const checked = await writeChrononPython(definitions, { teams });
    return checked.ok
      ? { files: checked.value, problems: checked.warnings }
      : { files: [], problems: checked.diagnostics };
  }
  const { text, problems } = writeNotebook(definitions);
  const path = `${basename(from).replace(/(\.notebook)?\.[a-z]+$/, "")}.notebook.ts`;
  return { files: text === null ? [] : [{ path, text }], problems };
}

/** Where Chronon's compiler puts a definition: `group_bys/team/file.variable`. */
function compiledFile(definition: ChrononDefinition): WrittenFile {
  const [team = "", ...rest] = (definition.definition.metaData?.name ?? "definition").split(/[./\\]+/);
  const path = [FOLDERS[definition.kind], ...(rest.length > 0 ? [team, rest.join(".")] : [team])].join("/");
  return { path, text: writeDefinition(definition) };
}
