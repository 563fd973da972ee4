import { useCallback, useState } from "react";
import type { NamedDefinition } from "../../../engine/src/notebook-file/cell-role.ts";
import { askForFile } from "../files/notebook-file.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { appendDefinitions } from "./append-definitions.ts";
import type { Report } from "./ChrononReport.tsx";
import { type ExportForm, exportDefinition } from "./export-definition.ts";
import { readChrononFile } from "./read-chronon-file.ts";

/** Definitions in and out of the notebook, in Chronon's forms. */
export interface ChrononFiles {
  /** Asks for a file, and adds its GroupBys at the end of the notebook. */
  importFile(): void;
  exportAs(definition: NamedDefinition, form: ExportForm): void;
  /** What is to be said about the last file; null when nothing is. */
  readonly report: Report | null;
  dismiss(): void;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `a`, `a and b`, `a, b and c`. */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "nothing") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

async function importInto(session: NotebookSession): Promise<Report | null> {
  const file = await askForFile(".py,.json,*");
  if (file === null) return null;
  const { groupBys, problems } = await readChrononFile(file.name, await file.text());
  const names = groupBys.length === 0 ? [] : await appendDefinitions(session, groupBys);
  const summary =
    names.length === 0 ? `${file.name} gives no GroupBy to add.` : `Added ${listed(names)} from ${file.name}.`;
  return { title: "Import a Chronon file", summary, problems };
}

async function exported(definition: NamedDefinition, form: ExportForm): Promise<Report> {
  const { fileName, problems } = await exportDefinition(definition, form);
  const title = `Export ${definition.name}`;
  return { title, summary: fileName === null ? "Nothing was saved." : `Saved as ${fileName}.`, problems };
}

export function useChrononFiles(session: NotebookSession, notify: (notice: string) => void): ChrononFiles {
  const [report, setReport] = useState<Report | null>(null);
  const follow = useCallback(
    (working: Promise<Report | null>) => {
      working
        .then((done) => {
          if (done === null) return;
          if (done.problems.length > 0) setReport(done);
          else notify(done.summary);
        })
        .catch((error: unknown) => notify(`That did not work: ${messageOf(error)}`));
    },
    [notify],
  );
  const importFile = useCallback(() => follow(importInto(session)), [follow, session]);
  const exportAs = useCallback(
    (definition: NamedDefinition, form: ExportForm) => follow(exported(definition, form)),
    [follow],
  );
  return { importFile, exportAs, report, dismiss: () => setReport(null) };
}
