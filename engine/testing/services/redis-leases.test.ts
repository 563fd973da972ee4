import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../src/simulation/random.ts";
import { BesideWorkers, JOBS, type VerifiedJobs } from "../faults/beside-workers.ts";
import { killWorkers, sleepAndWakeUp } from "../faults/scenarios.ts";
import { bundleChild } from "../faults/start-child.ts";
import { propertyParameters } from "../property.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";

const LEASE_MS = 2_500;
const { seed } = propertyParameters;
let redis: RedisServer;
let beside: BesideWorkers | null = null;

beforeAll(async () => {
  [redis] = await Promise.all([startRedisServer(), bundleChild()]);
});
afterAll(async () => {
  await redis?.stop();
});
afterEach(async () => {
  await beside?.close();
  beside = null;
});

async function run(
  name: string,
  count: number,
  scenario: (beside: BesideWorkers, random: Random) => Promise<VerifiedJobs>,
): Promise<VerifiedJobs> {
  const random = new Random(seed, name);
  beside = await BesideWorkers.open(random, count, { redisPort: redis.port, leaseMs: LEASE_MS, space: name });
  const verified = await scenario(beside, random);
  expect(verified.events).toEqual(JOBS.map(() => count));
  return verified;
}

describe("workers in processes of their own, with values, checkpoints and locks in Redis", () => {
  it("R8 that were stopped for longer than their leases change nothing when they go on", async () => {
    const { late } = await run("sleeps", 900, (opened, random) => sleepAndWakeUp(opened, random, 4));
    for (const count of late.slice(0, 3)) expect(count).toBeGreaterThan(0);
  }, 300_000);

  it("R7 leave what an uninterrupted one would have written, killed at random moments", async () => {
    await run("kills", 500, (opened, random) => killWorkers(opened, random, 6));
  }, 300_000);
});
