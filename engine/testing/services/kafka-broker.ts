import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureProgram } from "../../../scripts/system.mjs";
import { freePorts } from "./free-ports.ts";
import { type GuardedProcess, startGuarded } from "./guarded-process.ts";
import { kafkaJars } from "./kafka-jars.ts";
import { waitForService } from "./wait-for-service.ts";

const MEMORY = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
const CLUSTER_ID = "dGlsZXNjb3BlLWthZmthLQ";

/** How long a test may wait for a broker, and for its jars the first time. */
export const BROKER_START_MS = 180_000;

export interface KafkaBroker {
  readonly port: number;
  /** Ends it at once, as a crash does. `restart` finds what it wrote. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface KafkaBrokerOptions {
  readonly port?: number;
  /** Kept after `stop`; a temporary one where absent. */
  readonly folder?: string;
  /** Settings of the broker beside those that make it a single one. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Starts a real Kafka broker (KRaft, one node) on the loopback interface: five to ten seconds. */
export async function startKafkaBroker(options: KafkaBrokerOptions = {}): Promise<KafkaBroker> {
  const java = ensureProgram(["java"], ["openjdk-17-jre-headless"]);
  const classPath = join(kafkaJars(), "*");
  const [freePort = 0, controllerPort = 0] = await freePorts(2);
  const port = options.port ?? freePort;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "tilescope-kafka-"));
  const data = join(folder, "data");
  mkdirSync(folder, { recursive: true });
  const properties = join(folder, "server.properties");
  writeFileSync(
    properties,
    Object.entries({ ...singleNode(port, controllerPort, data), ...options.settings })
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  if (!existsSync(join(data, "meta.properties")))
    execFileSync(
      java,
      ["-cp", classPath, ...MEMORY, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", properties],
      { stdio: ["ignore", "ignore", "pipe"] },
    );

  async function start(): Promise<GuardedProcess> {
    const broker = await startGuarded(java, ["-cp", classPath, ...MEMORY, "kafka.Kafka", properties], {
      logFile: join(folder, "broker.log"),
      cwd: folder,
    });
    await waitForService("The Kafka broker", broker, () => listens(port));
    return broker;
  }

  let broker = await start();
  return {
    port,
    crash: () => broker.stop("SIGKILL"),
    async restart() {
      broker = await start();
    },
    async stop() {
      // Nothing of a temporary broker is needed again: no orderly end, which takes seconds.
      await broker.stop(options.folder === undefined ? "SIGKILL" : "SIGTERM");
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function singleNode(port: number, controllerPort: number, data: string): Record<string, string | number> {
  return {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "controller.listener.names": "CONTROLLER",
    "log.dirs": data,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 1,
    "group.initial.rebalance.delay.ms": 0,
    "auto.create.topics.enable": "false",
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
