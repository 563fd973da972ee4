import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = join(import.meta.dirname, "../../bin/tilescope.mjs");

export interface CliProcess {
  /** Lines of standard output so far. */
  readonly output: readonly string[];
  /** Its log so far, as objects where the lines are JSON. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Lines of standard error that are no JSON. */
  readonly errors: readonly string[];
  /** Exit status, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves once it has printed a line that says that it is ready; rejects when it ends before. */
  readonly ready: Promise<void>;
}

/** Starts `tilescope` as a process of its own. It hears of no settings but these. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>>): CliProcess {
  const { PATH = "", HOME = "" } = process.env;
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_ENV: "production", PATH, HOME, ...env },
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("no pipes");
  const output: string[] = [];
  const log: Record<string, unknown>[] = [];
  const errors: string[] = [];
  const ended = new Promise<number | string>((resolve) =>
    child.once("close", (code, by) => resolve(code ?? by ?? "?")),
  );
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: stdout }).on("line", (line) => {
      output.push(line);
      if (line.includes("Ctrl-C")) resolve();
    });
    void ended.then((status) => reject(new Error(`ended with ${status}: ${errors.join(" ")}`)));
  });
  // Who does not wait for it to be ready expects it to end.
  ready.catch(() => undefined);
  createInterface({ input: stderr }).on("line", (line) => {
    try {
      log.push(JSON.parse(line));
    } catch {
      errors.push(line);
    }
  });
  return { output, log, errors, ended, ready, signal: (name) => void child.kill(name) };
}
