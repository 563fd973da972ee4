import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/**
 * Runs a program in the background, tells its process id, and kills it as soon as standard input ends: whatever becomes of
 * the process that started it, nothing stays behind.
 */
const GUARD = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!; cat >/dev/null; kill -9 $! 2>/dev/null; wait';

export interface GuardedProcess {
  readonly pid: number;
  signal(signal: NodeJS.Signals): void;
  isAlive(): boolean;
  /** What it printed, for the message of a failure. */
  output(): string;
  /** Ends it (`signal` first, then by force) and resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface GuardedOptions {
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const STOP_MS = 10_000;

/** Starts a program that must not outlive this process. */
export async function startGuarded(
  program: string,
  args: readonly string[],
  options: GuardedOptions,
): Promise<GuardedProcess> {
  const guard = spawn("/bin/sh", ["-c", GUARD, "guard", options.logFile, program, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...options.env },
    // A group of its own: Ctrl-C reaches this process, which then stops the program in order.
    detached: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const gone = new Promise<void>((resolve) => guard.once("exit", () => resolve()));
  const pid = await new Promise<number>((resolve, reject) => {
    guard.once("error", reject);
    createInterface({ input: guard.stdout }).once("line", (line) => resolve(Number(line)));
  });

  function isAlive(): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  return {
    pid,
    signal: (signal) => {
      process.kill(pid, signal);
    },
    isAlive,
    output: () => readFileSync(options.logFile, "utf8"),
    async stop(signal = "SIGTERM") {
      if (isAlive()) process.kill(pid, signal);
      const deadline = performance.now() + STOP_MS;
      while (isAlive() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
      guard.stdin.end();
      await gone;
    },
  };
}
