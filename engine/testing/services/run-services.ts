import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { root } from "../../../scripts/install.mjs";
import { startKafkaBroker } from "./kafka-broker.ts";
import { startRedisServer } from "./redis-server.ts";

/** `npm run services`: a Kafka broker and a Redis for development, in the foreground, until Ctrl-C. What they hold stays. */
function portOf(variable: string, usual: number): number {
  const port = Number(process.env[variable] || usual);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  console.error(`${variable} must be a number from 1 to 65535, not "${process.env[variable]}".`);
  process.exit(1);
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function folderOf(service: string, variable: string, port: number): Promise<string> {
  if (await isTaken(port)) {
    console.error(`Port ${port} is taken by another program. Stop it, or choose another: ${variable}=${port + 1}`);
    process.exit(1);
  }
  const folder = join(process.env.TILESCOPE_DATA || join(root, ".tilescope"), "services", service);
  mkdirSync(folder, { recursive: true });
  return folder;
}

const kafkaPort = portOf("KAFKA_PORT", 9092);
const redisPort = portOf("REDIS_PORT", 6379);
const kafkaFolder = await folderOf("kafka", "KAFKA_PORT", kafkaPort);
const redisFolder = await folderOf("redis", "REDIS_PORT", redisPort);

const { promise: asked, resolve: stop } = Promise.withResolvers<void>();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop());

console.log("Starting Kafka and Redis…");
const services = await Promise.all([
  startKafkaBroker({ port: kafkaPort, folder: kafkaFolder }),
  startRedisServer({ port: redisPort, folder: redisFolder }),
]);
console.log(`Kafka on 127.0.0.1:${kafkaPort}, Redis on 127.0.0.1:${redisPort}  (Ctrl-C stops them)`);
console.log(
  `Use them: TILESCOPE_LOG=kafka://127.0.0.1:${kafkaPort} TILESCOPE_STORE=redis://127.0.0.1:${redisPort} npm start`,
);
await asked;
console.log("Stopping…");
await Promise.all(services.map((service) => service.stop()));
