/**
 * Rounds of the fault scenarios with processes of their own: `npm run faults -- --rounds=5 --seed=1 --stores=embedded`. Stores
 * are `embedded`, or `services`: a real Kafka and Redis, which are started for it. `--only=kills` runs one scenario. A round that
 * fails is printed with the command that runs it again; what the machine does in between is not in the seed.
 */
import { Random } from "../../src/simulation/random.ts";
import { startKafkaBroker } from "../services/kafka-broker.ts";
import { startRedisServer } from "../services/redis-server.ts";
import { BesideWorkers, type VerifiedJobs } from "./beside-workers.ts";
import {
  fillDisk,
  joinAndLeave,
  killService,
  killWorkers,
  type Service,
  stopAndTakeOver,
  troubleWorkers,
} from "./scenarios.ts";
import { bundleChild } from "./start-child.ts";

type Scenario = (beside: BesideWorkers, random: Random) => Promise<VerifiedJobs>;

const option = (name: string, usual: string): string =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? usual;
const rounds = Number(option("rounds", "1"));
const first = Number(option("seed", "1"));
const only = option("only", "");
const stores = option("stores", "services");

await bundleChild();
const isOnServices = stores === "services";
const services = isOnServices
  ? await Promise.all([startKafkaBroker(), startRedisServer({ syncsAlways: true })])
  : ([null, null] as const);
const [broker, redis] = services;

const killed =
  (service: Service): Scenario =>
  (beside, random) =>
    killService(beside, random, service, { kills: 4, awayMs: 1_500 });
const scenarios: Readonly<Record<string, Scenario>> = {
  kills: (beside, random) => killWorkers(beside, random, 25),
  stops: stopAndTakeOver,
  joins: (beside, random) => joinAndLeave(beside, random, 4),
  troubles: (beside, random) => troubleWorkers(beside, random, 6),
  ...(broker === null ? { disk: fillDisk } : { broker: killed(broker) }),
  ...(redis === null ? {} : { redis: killed(redis) }),
};

let failures = 0;
for (let seed = first; seed < first + rounds; seed++)
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (only !== "" && only !== name) continue;
    const random = new Random(seed, name);
    const startedMs = performance.now();
    const place = broker &&
      redis && { kafkaPort: broker.port, redisPort: redis.port, space: `${name}-${seed}-${process.pid}` };
    const beside = await BesideWorkers.open(random, 800, place ?? undefined);
    try {
      const { events, late } = await scenario(beside, random);
      const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
      console.log(`seed ${seed}, ${name}: ${events} events, ${late} late, ${seconds} s`);
    } catch (error) {
      failures++;
      console.error(`seed ${seed}, ${name}: ${error instanceof Error ? error.stack : error}`);
      console.error(`Run it again: npm run faults -- --seed=${seed} --only=${name} --stores=${stores}`);
    } finally {
      await beside.close();
    }
  }
for (const service of services) await service?.stop();
console.log(failures === 0 ? "All rounds passed." : `${failures} rounds failed.`);
process.exitCode = failures === 0 ? 0 : 1;
