import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import type { JobPace } from "../../src/server/job/job-parts.ts";

const SOURCE = join(import.meta.dirname, "worker-child.ts");
/** Inside the project, so that it finds the packages that are not bundled. */
const BUNDLE = join(import.meta.dirname, "../../dist/testing/worker-child.mjs");

/** Bundles the child once: loading its sources one by one would take most of a test's time. */
export async function bundleChild(): Promise<void> {
  await build({
    entryPoints: [SOURCE],
    outfile: BUNDLE,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["lmdb", "esbuild"],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: "error",
  });
}

export interface ChildOptions {
  readonly pace: Partial<JobPace>;
  /** Largest file that the process may write, in blocks of 512 bytes: a full disk for it alone. */
  readonly fileBlocks?: number;
  /** Lines of its log, warnings and above. */
  readonly onLog?: (line: string) => void;
}

/** A process that runs the jobs of a folder; resolves when it has the stores open and the jobs begun. */
export async function startChild(folder: string, { pace, fileBlocks, onLog }: ChildOptions): Promise<ChildProcess> {
  const command = [process.execPath, BUNDLE, folder, JSON.stringify(pace), ...(onLog ? ["warn"] : [])];
  const limited = ["-c", `ulimit -f ${fileBlocks}; trap '' XFSZ; exec "$0" "$@"`, ...command];
  const [program = "", ...args] = fileBlocks === undefined ? command : ["sh", ...limited];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  if (child.stderr !== null)
    createInterface({ input: child.stderr }).on("line", onLog ?? ((line) => console.error(line)));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  return child;
}

/** Resolves when the process has ended. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  await exit;
}
