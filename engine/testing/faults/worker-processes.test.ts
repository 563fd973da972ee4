import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../src/simulation/random.ts";
import { propertyParameters } from "../property.ts";
import { BesideWorkers, JOBS, type VerifiedJobs } from "./beside-workers.ts";
import { fillDisk, joinAndLeave, killWorkers, stopAndTakeOver, troubleWorkers } from "./scenarios.ts";
import { bundleChild } from "./start-child.ts";

const KILLS = 25;
const { seed } = propertyParameters;
let beside: BesideWorkers | null = null;

beforeAll(bundleChild);
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
  beside = await BesideWorkers.open(random, count);
  const verified = await scenario(beside, random);
  expect(verified.events).toEqual(JOBS.map(() => count));
  return verified;
}

describe("workers in processes of their own, on the embedded stores", () => {
  it(`R7 leave what an uninterrupted one would have written, killed ${KILLS} times at random moments`, async () => {
    const { late } = await run("kills", 1_500, (opened, random) => killWorkers(opened, random, KILLS));
    for (const count of late.slice(0, 3)) expect(count).toBeGreaterThan(0);
  }, 240_000);

  it("R7 keep their jobs while they are stopped, and leave them to another when they are killed", async () => {
    await run("stops", 400, stopAndTakeOver);
  }, 120_000);

  it("R7 come and go", async () => {
    await run("joins", 400, (opened, random) => joinAndLeave(opened, random, 3));
  }, 120_000);

  it("R7 lose and double nothing while log and store fail, repeat and are slow, and clocks are set", async () => {
    await run("troubles", 400, (opened, random) => troubleWorkers(opened, random, 4));
  }, 120_000);

  it("R7 wait while the disk is full, say so, and lose nothing", async () => {
    await run("disk", 900, fillDisk);
  }, 120_000);
});
