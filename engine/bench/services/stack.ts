import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "../../../scripts/build.mjs";
import { projectNode, root } from "../../../scripts/install.mjs";
import { freePorts } from "../../testing/services/free-ports.ts";
import { type GuardedProcess, startGuarded } from "../../testing/services/guarded-process.ts";
import { type KafkaBroker, startKafkaBroker } from "../../testing/services/kafka-broker.ts";
import { type RedisServer, startRedisServer } from "../../testing/services/redis-server.ts";

const COMMAND = fileURLToPath(new URL("../../bin/tilescope.mjs", import.meta.url));
const READY_MS = 30_000;

/** A real broker, a real Redis, and the programs as a team runs them, each in a process of its own. */
export class Stack {
  readonly broker: KafkaBroker;
  readonly redis: RedisServer;
  readonly port: number;
  readonly #folder: string;
  readonly #processes: GuardedProcess[] = [];

  private constructor(broker: KafkaBroker, redis: RedisServer, port: number, folder: string) {
    this.broker = broker;
    this.redis = redis;
    this.port = port;
    this.#folder = folder;
  }

  /** With a serving process that runs no jobs. */
  static async start(): Promise<Stack> {
    const [broker, redis] = await Promise.all([startKafkaBroker(), startRedisServer()]);
    const [port = 0] = await freePorts(1);
    const stack = new Stack(broker, redis, port, mkdtempSync(join(tmpdir(), "tilescope-bench-")));
    await untilReady(port, await stack.run("serve"));
    return stack;
  }

  get brokers(): readonly string[] {
    return [`127.0.0.1:${this.broker.port}`];
  }

  /** `npx tilescope …` on the stack's log and store. */
  run(...args: readonly string[]): Promise<GuardedProcess> {
    return this.#start(process.execPath, [COMMAND, ...args], { PORT: String(this.port) });
  }

  /** The studio on the same stores, whose routes run in Next. Resolves to its port. */
  async runStudio(): Promise<number> {
    ensureBuilt();
    const [port = 0] = await freePorts(1);
    const next = ["node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", String(port)];
    await untilReady(port, await this.#start(projectNode, next, { NODE_ENV: "production" }));
    return port;
  }

  async #start(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<GuardedProcess> {
    const started = await startGuarded(program, args, {
      logFile: join(this.#folder, `${this.#processes.length}.log`),
      cwd: root,
      env: {
        ...env,
        TILESCOPE_DATA: join(this.#folder, "data"),
        TILESCOPE_LOG: `kafka://${this.brokers.join(",")}`,
        TILESCOPE_STORE: `redis://127.0.0.1:${this.redis.port}`,
      },
    });
    this.#processes.push(started);
    return started;
  }

  /** The answer to a request, as JSON; throws for one that is not 2xx. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.stop()));
    await Promise.all([this.broker.stop(), this.redis.stop()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function untilReady(port: number, started: GuardedProcess): Promise<void> {
  const deadline = performance.now() + READY_MS;
  for (;;) {
    const isReady = await fetch(`http://127.0.0.1:${port}/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    if (performance.now() > deadline) throw new Error(`The server is not ready: ${started.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
