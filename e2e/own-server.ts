import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const STARTS_WITHIN_MS = 60_000;

/** A studio of its own for a test that kills it; its data outlives the process. */
export class OwnServer {
  readonly url: string;
  readonly #port: number;
  readonly #data: string;
  #process: ChildProcess | null = null;

  private constructor(port: number, data: string) {
    this.url = `http://127.0.0.1:${port}`;
    this.#port = port;
    this.#data = data;
  }

  static async start(port: number): Promise<OwnServer> {
    const server = new OwnServer(port, await mkdtemp(join(tmpdir(), "tilescope-own-")));
    await server.again();
    return server;
  }

  /** Starts the process and waits until it answers. */
  async again(): Promise<void> {
    this.#process = spawn(
      process.execPath,
      ["node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", String(this.#port)],
      {
        stdio: "ignore",
        // A group of its own, so that what it starts ends with it.
        detached: true,
        env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", TILESCOPE_DATA: this.#data },
      },
    );
    const deadline = Date.now() + STARTS_WITHIN_MS;
    while (!(await this.#answers())) {
      if (Date.now() > deadline) throw new Error(`Nothing answers at ${this.url}.`);
      await wait(100);
    }
  }

  /** Ends the process at once, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/api/jobs`)).ok;
    } catch {
      return false;
    }
  }
}
