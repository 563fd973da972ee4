import type { Command } from "./command.ts";
import { UsageError } from "./usage-error.ts";

const FLAGS = {
  cell: { value: "NAME", isRepeated: true, help: "run this cell alone, with what it needs" },
  json: { help: "print one JSON object instead of text" },
} as const;

/** `tilescope run FILE.notebook.ts`: what the studio computes of a notebook, without a page. */
export const runCommand: Command<keyof typeof FLAGS> = {
  name: "run",
  synopsis: "FILE.notebook.ts [--cell NAME]",
  summary: "run a notebook: its definitions over their streams, and its expectations",
  description: `Runs the cells of a notebook as the studio does, simulates its streams through its definitions, and judges its
expectations. The notebook is a program: it runs with the rights of whoever starts it. Types are not
checked. Files of streams are looked for beside the notebook. The exit status is 0, 1 when a cell, a run or an expectation failed, or 2 when the command was used wrongly.
Ctrl-C ends it.`,
  flags: FLAGS,
  arguments: 1,
  async run({ cell, json }, [file = ""]) {
    if (file === "") throw new UsageError("A notebook file is missing.");
    const { runNotebookFile } = await import("./run/run-notebook-file.ts");
    return runNotebookFile(file, { cells: cell, isJson: json.length > 0 });
  },
};
