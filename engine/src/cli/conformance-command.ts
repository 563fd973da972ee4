import { createReadStream } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { parseJson, stringifyJson } from "../schema/json.ts";
import type { Command } from "./command.ts";

/** `tilescope conformance FILE.jsonl`: one line `{"id", "actual"}` or `{"id", "unsupported"}` for each case. */
export const conformanceCommand: Command = {
  name: "conformance",
  synopsis: "FILE.jsonl",
  summary: "compute each case of a reference file, one JSON line a case",
  description: 'Prints {"id", "actual"} or {"id", "unsupported"} for each case of the file.',
  flags: {},
  arguments: 1,
  run: (_flags, [file = ""]) => computeCases(file),
};

async function computeCases(file: string): Promise<number> {
  try {
    await access(file);
  } catch {
    process.stderr.write(`tilescope: cannot read ${file}\n`);
    return 1;
  }
  const { answerCase } = await import("../conformance/index.ts");
  const siblings = (name: string) => readFile(join(dirname(file), name), "utf8");
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  let broken = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() === "") continue;
    let testCase: unknown;
    try {
      testCase = parseJson(line);
    } catch (error) {
      process.stderr.write(`tilescope: ${file}:${number}: not JSON: ${(error as Error).message}\n`);
      broken++;
      continue;
    }
    const answer = await answerCase(testCase as never, siblings);
    const text = stringifyJson({ id: (testCase as { id?: unknown }).id ?? null, ...answer });
    if (!process.stdout.write(`${text}\n`)) await new Promise((resolve) => process.stdout.once("drain", resolve));
  }
  return broken === 0 ? 0 : 1;
}
