import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Diagnostic } from "../../errors.ts";
import type { Form } from "../convert-command.ts";
import { UsageError } from "../usage-error.ts";
import { readDefinitions } from "./read-definitions.ts";
import { repositoryOf } from "./repository.ts";
import { type WrittenFile, writeDefinitions } from "./write-definitions.ts";

export interface Conversion {
  readonly file: string;
  readonly form: Form;
  readonly out: string | null;
  /** Names of the definitions to convert; none: all. */
  readonly names: readonly string[];
  readonly root: string | null;
}

/** Converts the definitions of a file. Returns the exit status: 1 when something could not be converted. */
export async function convert({ file, form, out, names, root }: Conversion): Promise<number> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    process.stderr.write(`tilescope convert: cannot read ${file}: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
  const repository = repositoryOf(file, root);
  const read = await readDefinitions(file, text, repository);
  tell(file, read.problems);
  for (const name of read.leftOut) process.stderr.write(`${file}: ${name} has errors and is left out.\n`);
  const all = read.definitions;
  const missing = names.filter((name) => !all.some((one) => one.definition.metaData?.name === name));
  const known = all.map(({ definition }) => definition.metaData?.name).join(", ");
  if (missing.length > 0)
    throw new UsageError(`${file} has no definition ${missing.join(", ")}. It has: ${known || "none"}.`);
  const chosen = names.length === 0 ? all : all.filter((one) => names.includes(one.definition.metaData?.name ?? ""));
  const written = await writeDefinitions(chosen, form, file, repository.teams);
  tell(file, written.problems);
  if (out === null && written.files.length > 1)
    throw new UsageError(
      `${file} gives ${written.files.length} files, for ${known}: --out FOLDER says where they go, --name NAME takes one definition.`,
    );
  await put(written.files, out);
  if (chosen.length === 0) process.stderr.write(`tilescope convert: ${file} has no definition to convert.\n`);
  const failed = [...read.problems, ...written.problems].some(({ severity }) => severity === "error");
  return failed || chosen.length === 0 ? 1 : 0;
}

async function put(files: readonly WrittenFile[], out: string | null): Promise<void> {
  for (const { path, text } of files) {
    if (out === null) {
      process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
      continue;
    }
    const target = join(out, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
    process.stderr.write(`${target}\n`);
  }
}

const hasPlace = (problem: Diagnostic): problem is Diagnostic & { file: string; line: number; column: number } =>
  "line" in problem && "column" in problem && "file" in problem;

/** One line a problem: `file:line:column: error: what. What to do.` */
function tell(file: string, problems: readonly Diagnostic[]): void {
  for (const problem of problems) {
    if (problem.severity === "info") continue;
    const { severity, message, hint, path } = problem;
    const place = hasPlace(problem)
      ? `${problem.file}:${problem.line}:${problem.column}`
      : [file, ...(path.length > 0 ? [path.join(".")] : [])].join(": ");
    process.stderr.write(`${place}: ${severity}: ${message}${hint === undefined ? "" : ` ${hint}`}\n`);
  }
}
