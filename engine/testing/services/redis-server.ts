import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureProgram } from "../../../scripts/system.mjs";
import { freePorts } from "./free-ports.ts";
import { type GuardedProcess, startGuarded } from "./guarded-process.ts";
import { waitForService } from "./wait-for-service.ts";

export interface RedisServer {
  readonly port: number;
  /** Stops answering without closing its connections, as an overloaded server does. */
  pause(): void;
  resume(): void;
  /** Ends it at once, as a crash does. Its folder stays, so that `restart` finds what was saved. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  readonly port?: number;
  /** Kept after `stop`; a temporary one where absent. */
  readonly folder?: string;
  readonly cluster?: boolean;
  /** It answers a write only when it is on disk; otherwise what it wrote in the last second may be lost with it. */
  readonly syncsAlways?: boolean;
}

/** Starts a real redis-server on the loopback interface. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const program = ensureProgram(["redis-server"], ["redis-server", "redis-tools"]);
  const [freePort = 0, busPort = 0] = await freePorts(2);
  const port = options.port ?? freePort;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "tilescope-redis-"));
  const settings = ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder, "--appendonly", "yes"];
  settings.push("--appendfsync", options.syncsAlways ? "always" : "everysec");
  if (options.cluster) settings.push("--cluster-enabled", "yes", "--cluster-port", String(busPort));

  async function start(): Promise<GuardedProcess> {
    const server = await startGuarded(program, settings, { logFile: join(folder, "redis.log") });
    await waitForService("redis-server", server, async () => (await ask(port, "PING")).startsWith("+PONG"));
    return server;
  }

  let server = await start();
  return {
    port,
    pause: () => server.signal("SIGSTOP"),
    resume: () => server.signal("SIGCONT"),
    crash: () => server.stop("SIGKILL"),
    async restart() {
      server = await start();
    },
    async stop() {
      if (server.isAlive()) server.signal("SIGCONT");
      await server.stop();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The first part of a server's reply to one command. */
export function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${command}\r\n`));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed without a reply")));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString("latin1"));
    });
  });
}
