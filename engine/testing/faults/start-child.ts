import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import type { JobPace } from "../../src/server/job/job-parts.ts";
import type { FaultRates } from "./fault-rates.ts";
import type { StoresAddress } from "./fault-stores.ts";

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
    external: ["lmdb", "esbuild", "ioredis", "@platformatic/kafka"],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: "error",
  });
}

export interface ChildOptions {
  readonly pace: Partial<JobPace>;
  /** Of its faults and of its clock. */
  readonly seed?: number;
  /** How often calls of its log and its store go wrong. */
  readonly rates?: FaultRates;
  /** Largest step of its clock, forwards and back. */
  readonly clockStepMs?: number;
  /** It tells warnings too. */
  readonly logs?: boolean;
}

export interface ChildLimits {
  /** Largest file that the process may write, in blocks of 512 bytes: a full disk for it alone. */
  readonly fileBlocks?: number;
  readonly onLog?: (line: string) => void;
}

/** A process that runs the jobs of these stores; resolves when it has the stores open and the jobs begun. */
export async function startChild(
  address: StoresAddress,
  options: ChildOptions,
  { fileBlocks, onLog = (line) => console.error(line) }: ChildLimits = {},
): Promise<ChildProcess> {
  const command = [process.execPath, BUNDLE, JSON.stringify(address), JSON.stringify(options)];
  const limited = ["-c", `ulimit -f ${fileBlocks}; trap '' XFSZ; exec "$0" "$@"`, ...command];
  const [program = "", ...args] = fileBlocks === undefined ? command : ["sh", ...limited];
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  createInterface({ input: child.stderr }).on("line", onLog);
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  return child;
}

/** Resolves when the process has ended. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  await exit;
}
