import { dirname } from "node:path";
import ts from "typescript";
import { cellLanguage } from "../../notebook-file/cell-language.ts";
import { stringifyJson } from "../../schema/json.ts";
import { openNotebook } from "./open-notebook.ts";
import { problemText, reportText } from "./report-text.ts";
import { reportUncaught } from "./report-uncaught.ts";
import { runNotebook } from "./run-notebook.ts";

export interface RunFileOptions {
  readonly cells: readonly string[];
  readonly isJson: boolean;
}

/** Runs a notebook file and prints what it gave: the report to standard output, problems of cells to standard error. */
export async function runNotebookFile(file: string, { cells, isJson }: RunFileOptions): Promise<number> {
  const opened = await openNotebook(file);
  reportUncaught(file, opened);
  const report = await runNotebook(opened, {
    file,
    folder: dirname(file),
    cells,
    language: cellLanguage(ts),
    nowMs: () => performance.now(),
  });
  if (!isJson) for (const problem of report.problems) process.stderr.write(`${problemText(file, problem)}\n`);
  process.stdout.write(isJson ? `${stringifyJson(report, 2)}\n` : reportText(report));
  return report.passed ? 0 : 1;
}
