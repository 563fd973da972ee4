import { readFile } from "node:fs/promises";
import type { Notebook } from "../../notebook-file/notebook.ts";
import { parseNotebook } from "../../notebook-file/notebook-text.ts";
import { UsageError } from "../usage-error.ts";

export interface OpenedNotebook {
  readonly text: string;
  readonly notebook: Notebook;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file.",
  EISDIR: "It is a folder.",
  EACCES: "It may not be read.",
};

/** Reads a notebook file and cuts it into cells. Throws `UsageError` for a file that is not there or is no notebook. */
export async function openNotebook(file: string): Promise<OpenedNotebook> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file} cannot be read: ${REASONS[code] ?? message} Give the path of a *.notebook.ts file.`);
  }
  const text = readText(file, bytes);
  const notebook = parseNotebook(text);
  if (notebook.cells.length === 0)
    throw new UsageError(
      `${file} is not a notebook: it has no line that opens a cell. Write "// %% name" above each part of it.`,
    );
  return { text, notebook };
}

function readText(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file} is not a notebook: it is no UTF-8 text. Give the path of a *.notebook.ts file.`);
  }
}
