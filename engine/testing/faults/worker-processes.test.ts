import { beforeAll, describe, expect, it } from "vitest";
import { wait } from "../../src/server/wait.ts";
import { Random } from "../../src/simulation/random.ts";
import { propertyParameters } from "../property.ts";
import { until } from "../server/test-host.ts";
import { BesideWorkers } from "./beside-workers.ts";
import { bundleChild, endChild, startChild } from "./start-child.ts";

const PACE = { batchSize: 6, checkpointEveryMs: 150, idleTickMs: 20 };
const KILLS = 25;
const { seed } = propertyParameters;

beforeAll(bundleChild);

describe("workers in processes of their own, on the embedded stores", () => {
  it(`R7 leave what an uninterrupted one would have written, killed ${KILLS} times at random moments`, async () => {
    const random = new Random(seed, "kills");
    const beside = await BesideWorkers.open(random, 1_500);
    await beside.append(300);
    for (let kill = 0; kill < KILLS; kill++) {
      const child = await startChild(beside.folder, { pace: PACE });
      const untilMs = performance.now() + random.whole(0, 250);
      while (performance.now() < untilMs) {
        beside.wall.offMs = random.chance(0.5) ? random.whole(-400, 400) : 0;
        await beside.append(random.whole(0, 12));
        await wait(random.whole(1, 20));
      }
      await endChild(child, "SIGKILL");
    }
    await beside.append();
    const last = await startChild(beside.folder, { pace: PACE });
    const seen = await beside.verify();
    await endChild(last, "SIGTERM");
    expect(seen.map(({ events }) => events)).toEqual([1_500, 1_500, 1_500, 1_500]);
    for (const { late } of seen.slice(0, 3)) expect(late).toBeGreaterThan(0);
    await beside.close();
  }, 240_000);

  it("R7 keep their jobs while they are stopped, and leave them to another when they are killed", async () => {
    const random = new Random(seed, "stops");
    const beside = await BesideWorkers.open(random, 400);
    await beside.append(100);
    const first = await startChild(beside.folder, { pace: PACE });
    const second = await startChild(beside.folder, { pace: PACE });
    const pids = async (): Promise<(number | undefined)[]> =>
      (await beside.host.jobs.all()).flatMap((job) => job.workers.map((worker) => worker.pid));
    await until(pids, (seen) => seen.length === 5);
    const before = await pids();
    expect(before).toContain(first.pid);
    for (let round = 0; round < 5; round++) {
      first.kill("SIGSTOP");
      const appended = beside.append(40);
      await wait(random.whole(50, 900));
      first.kill("SIGCONT");
      await appended;
    }
    expect(await pids()).toEqual(before);
    await endChild(first, "SIGKILL");
    await beside.append();
    await until(pids, (seen) => seen.length === 5 && seen.every((pid) => pid === second.pid), 30_000);
    const seen = await beside.verify();
    await endChild(second, "SIGTERM");
    expect(seen.map(({ events }) => events)).toEqual([400, 400, 400, 400]);
    await beside.close();
  }, 120_000);

  it("R7 wait while the disk is full, say so, and lose nothing", async () => {
    const random = new Random(seed, "disk");
    const beside = await BesideWorkers.open(random, 900);
    await beside.append(200);
    const lines: string[] = [];
    const full = await startChild(beside.folder, {
      pace: PACE,
      fileBlocks: 2_000,
      onLog: (line) => lines.push(line),
    });
    while (!lines.some((line) => line.includes("disk-full"))) {
      await beside.append(20);
      await wait(20);
    }
    await wait(300);
    expect(full.exitCode).toBeNull();
    await endChild(full, "SIGKILL");
    const roomy = await startChild(beside.folder, { pace: PACE });
    await beside.append();
    const seen = await beside.verify();
    await endChild(roomy, "SIGTERM");
    expect(seen.map(({ events }) => events)).toEqual([900, 900, 900, 900]);
    await beside.close();
  }, 120_000);
});
