import type { Command } from "./command.ts";
import { UsageError } from "./usage-error.ts";

const FLAGS = {
  to: { value: "FORM", help: "json (compiled), python or notebook" },
  out: { value: "FOLDER", help: "where the files go; a single one goes to standard output without it" },
  name: { value: "NAME", help: "this definition alone", isRepeated: true },
  root: { value: "FOLDER", help: "the Chronon repository: imports and teams.json; else found from FILE's own path" },
} as const;

export const FORMS = ["json", "python", "notebook"] as const;
export type Form = (typeof FORMS)[number];

/** `tilescope convert`: definitions between notebooks, Chronon's Python and its compiled JSON. */
export const convertCommand: Command<keyof typeof FLAGS> = {
  name: "convert",
  synopsis: "FILE --to json|python|notebook",
  summary: "definitions between notebooks, Chronon's Python and compiled JSON",
  description: `Reads the definitions of FILE, a notebook (.ts), Chronon's Python (.py) or else compiled JSON, and writes them in another form.
Python is read, not executed. The code of a notebook runs in a process of its own without access to files.
Problems go to standard error with their place. Definitions with errors are left out, and the exit status is 1.`,
  flags: FLAGS,
  arguments: 1,
  async run({ to: [to], out: [out], name: names, root: [root] }, [file = ""]) {
    const form = FORMS.find((one) => one === to);
    if (form === undefined)
      throw new UsageError(
        to === undefined
          ? "--to is missing: json, python or notebook."
          : `--to ${to} is none of json, python and notebook.`,
      );
    const { convert } = await import("./convert/convert.ts");
    return convert({ file, form, out: out ?? null, names, root: root ?? null });
  },
};
