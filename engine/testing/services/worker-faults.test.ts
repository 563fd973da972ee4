import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../src/simulation/random.ts";
import { BesideWorkers, JOBS, type VerifiedJobs } from "../faults/beside-workers.ts";
import { joinAndLeave, killService, killWorkers, stopAndTakeOver, troubleWorkers } from "../faults/scenarios.ts";
import { bundleChild } from "../faults/start-child.ts";
import { propertyParameters } from "../property.ts";
import { BROKER_START_MS, type KafkaBroker, startKafkaBroker } from "./kafka-broker.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";

const KILLS = 25;
const { seed } = propertyParameters;
let broker: KafkaBroker;
let redis: RedisServer;
let beside: BesideWorkers | null = null;

beforeAll(async () => {
  [broker, redis] = await Promise.all([startKafkaBroker(), startRedisServer({ syncsAlways: true }), bundleChild()]);
}, BROKER_START_MS);
afterAll(async () => {
  await Promise.all([broker?.stop(), redis?.stop()]);
});
afterEach(async () => {
  await beside?.close();
  beside = null;
});

/** The scenario on topics and keys of its own. */
async function run(
  name: string,
  count: number,
  scenario: (beside: BesideWorkers, random: Random) => Promise<VerifiedJobs>,
): Promise<VerifiedJobs> {
  const random = new Random(seed, name);
  beside = await BesideWorkers.open(random, count, { kafkaPort: broker.port, redisPort: redis.port, space: name });
  return scenario(beside, random);
}

const once = (count: number): number[] => JOBS.map(() => count);

describe("workers in processes of their own, on Kafka and Redis", () => {
  it(`R7 leave what an uninterrupted one would have written, killed ${KILLS} times at random moments`, async () => {
    const { events, late } = await run("kills", 1_500, (opened, random) => killWorkers(opened, random, KILLS));
    expect(events).toEqual(once(1_500));
    for (const count of late.slice(0, 3)) expect(count).toBeGreaterThan(0);
  }, 240_000);

  it("R7 keep their jobs while they are stopped, and leave them to another when they are killed", async () => {
    const { events } = await run("stops", 400, stopAndTakeOver);
    expect(events).toEqual(once(400));
  }, 120_000);

  it("R7 come and go", async () => {
    const { events } = await run("joins", 400, (opened, random) => joinAndLeave(opened, random, 2));
    expect(events).toEqual(once(400));
  }, 120_000);

  it("R7 lose and double nothing while log and store fail, repeat and are slow, and clocks are set", async () => {
    const { events } = await run("troubles", 400, (opened, random) => troubleWorkers(opened, random, 3));
    expect(events).toEqual(once(400));
  }, 120_000);

  it("R7 go on after Redis was killed", async () => {
    const service = { crash: () => redis.crash(), restart: () => redis.restart() };
    const { events } = await run("redis", 600, (opened, random) =>
      killService(opened, random, service, { kills: 5, awayMs: 800 }),
    );
    expect(events).toEqual(once(600));
  }, 120_000);

  it("R7 go on after the broker was killed", async () => {
    const service = { crash: () => broker.crash(), restart: () => broker.restart() };
    // What was on its way to the broker can stand in the log twice.
    const { events } = await run("broker", 600, (opened, random) =>
      killService(opened, random, service, { kills: 2, awayMs: 800 }),
    );
    for (const count of events) expect(count).toBeGreaterThanOrEqual(600);
  }, 180_000);
});
