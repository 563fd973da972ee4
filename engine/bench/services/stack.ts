import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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
    await stack.run("serve");
    const deadline = performance.now() + READY_MS;
    for (;;) {
      const isReady = await fetch(`http://127.0.0.1:${port}/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isReady) return stack;
      if (performance.now() > deadline) throw new Error(`The server is not ready: ${stack.#processes[0]?.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  get brokers(): readonly string[] {
    return [`127.0.0.1:${this.broker.port}`];
  }

  /** `npx tilescope …` on the stack's log and store. */
  async run(...args: readonly string[]): Promise<GuardedProcess> {
    const started = await startGuarded(process.execPath, [COMMAND, ...args], {
      logFile: join(this.#folder, `${args[0]}-${this.#processes.length}.log`),
      env: {
        PORT: String(this.port),
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
