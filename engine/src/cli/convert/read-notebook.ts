import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TilescopeError } from "../../errors.ts";
import type { ChrononDefinition } from "../../group-by/chronon/index.ts";
import type { GroupBy } from "../../group-by/group-by.ts";

const WITHIN_MS = 20_000;
/** What the program prints goes to its standard error, so that only this is on its output. */
const PRINT = `
import * as cells from "cells";
const json = (_, value) => (typeof value === "bigint" ? String(value) : value);
process.stdout.write(JSON.stringify(Object.entries(cells).map(([name, value]) => ({ name, value })), json));`;

interface Exported {
  readonly name: string;
  readonly value: unknown;
}

/**
 * The GroupBys that a notebook exports. Its code runs in a process of its own that may not open files, start processes or
 * load native code. Throws for a notebook that cannot be run.
 */
export async function readNotebook(file: string): Promise<ChrononDefinition[]> {
  const exported = JSON.parse(await printed(await bundled(file), file)) as Exported[];
  return exported.flatMap(({ name, value }) => {
    if (!isGroupBy(value)) return [];
    const metaData = { ...value.metaData, name: value.metaData?.name ?? name };
    return [{ kind: "GroupBy" as const, definition: { ...value, metaData } }];
  });
}

/** A GroupBy is known by the parts that its builder always gives. */
const isGroupBy = (value: unknown): value is GroupBy =>
  typeof value === "object" &&
  value !== null &&
  "sources" in value &&
  Array.isArray(value.sources) &&
  "keyColumns" in value &&
  Array.isArray(value.keyColumns) &&
  "metaData" in value;

const failed = (file: string, why: string): TilescopeError =>
  new TilescopeError("cli/bad-notebook", `The notebook ${file} cannot be run: ${why}`);

async function bundled(file: string): Promise<string> {
  const { build } = await import("esbuild");
  try {
    const { outputFiles } = await build({
      stdin: { contents: PRINT, resolveDir: process.cwd() },
      alias: { cells: resolve(file), "tilescope/notebook": fileURLToPath(import.meta.resolve("tilescope/notebook")) },
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node24",
      write: false,
      logLevel: "silent",
    });
    return outputFiles[0]?.text ?? "";
  } catch (error) {
    throw failed(file, error instanceof Error ? error.message : String(error));
  }
}

function printed(code: string, file: string): Promise<string> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, ["--permission", "--input-type=module", "-"], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { NODE_ENV: "production" },
      timeout: WITHIN_MS,
      killSignal: "SIGKILL",
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", (error) => reject(failed(file, error.message)));
    child.on("close", (status, signal) => {
      if (status === 0) settle(Buffer.concat(output).toString());
      else if (signal !== null) reject(failed(file, `it did not end within ${WITHIN_MS / 1_000} s`));
      else reject(failed(file, Buffer.concat(errors).toString().trim().slice(-2_000)));
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(`console.log = console.info = console.debug = console.error;\n${code}`);
  });
}
