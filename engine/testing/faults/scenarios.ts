import { wait } from "../../src/server/wait.ts";
import type { Random } from "../../src/simulation/random.ts";
import type { BesideWorkers, VerifiedJobs } from "./beside-workers.ts";
import { endChild } from "./start-child.ts";

/** Something that fails and comes back: a broker, a store. */
export interface Service {
  crash(): Promise<void>;
  restart(): Promise<void>;
}

/** Appends now and then for a while, under a clock that is set now and then. */
async function appendFor(beside: BesideWorkers, random: Random, ms: number): Promise<void> {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs) {
    beside.wall.offMs = random.chance(0.5) ? random.whole(-400, 400) : 0;
    await beside.append(random.whole(0, 12));
    await wait(random.whole(1, 20));
  }
}

/** The events that are left go to a worker that nothing happens to. */
async function finish(beside: BesideWorkers): Promise<VerifiedJobs> {
  await beside.append();
  const last = await beside.startChild();
  const verified = await beside.verify();
  await endChild(last, "SIGTERM");
  return verified;
}

/** Kills a worker at random moments. */
export async function killWorkers(beside: BesideWorkers, random: Random, kills: number): Promise<VerifiedJobs> {
  await beside.append(300);
  for (let kill = 0; kill < kills; kill++) {
    const child = await beside.startChild();
    await appendFor(beside, random, random.whole(0, 250));
    await endChild(child, "SIGKILL");
  }
  return finish(beside);
}

/** Stops a worker process for moments beside a second one, then kills it, so that the second takes over. */
export async function stopAndTakeOver(beside: BesideWorkers, random: Random): Promise<VerifiedJobs> {
  await beside.append(100);
  const first = await beside.startChild();
  const second = await beside.startChild();
  const before = await beside.workersWhere(() => true);
  if (!before.includes(first.pid ?? -1)) throw new Error("the first process runs nothing");
  for (let round = 0; round < 5; round++) {
    first.kill("SIGSTOP");
    const appended = beside.append(40);
    await wait(random.whole(50, 900));
    first.kill("SIGCONT");
    await appended;
  }
  const after = await beside.workersWhere(() => true);
  if (String(after) !== String(before)) throw new Error(`workers moved: ${before} to ${after}`);
  await endChild(first, "SIGKILL");
  await beside.append();
  await beside.workersWhere((pid) => pid === second.pid);
  const verified = await beside.verify();
  await endChild(second, "SIGTERM");
  return verified;
}

/**
 * Stops the process that has the workers for longer than the leases of their locks, lets another take over, and lets it go on:
 * with calls on their way that were made before it was stopped, and come after the other's. `times` times, by turns.
 */
export async function sleepAndWakeUp(beside: BesideWorkers, random: Random, times: number): Promise<VerifiedJobs> {
  const lines: string[] = [];
  const rates = { slowest: 60, failed: 0, unanswered: 0.02, delayed: 0.05, twice: 0.05, partly: 0 };
  const start = () =>
    beside.startChild({ seed: random.uint32(), rates, logs: true }, { onLog: (line) => lines.push(line) });
  await beside.append(40);
  let sleeps = await start();
  const { pid: first } = sleeps;
  await beside.workersWhere((pid) => pid === first);
  let takesOver = await start();
  for (let time = 0; time < times; time++) {
    await appendFor(beside, random, random.whole(200, 600));
    sleeps.kill("SIGSTOP");
    await appendFor(beside, random, 300);
    const { pid: next } = takesOver;
    await beside.workersWhere((pid) => pid === next);
    await appendFor(beside, random, random.whole(100, 600));
    sleeps.kill("SIGCONT");
    await appendFor(beside, random, random.whole(200, 600));
    [sleeps, takesOver] = [takesOver, sleeps];
  }
  const left = lines.filter((line) => line.includes("job is left to another process")).length;
  if (left < times) throw new Error(`only ${left} workers were told that they had lost their locks`);
  await endChild(takesOver, "SIGTERM");
  await endChild(sleeps, "SIGTERM");
  return finish(beside);
}

/** A second worker process comes and goes in order, `times` times; in between the first does. */
export async function joinAndLeave(beside: BesideWorkers, random: Random, times: number): Promise<VerifiedJobs> {
  let stays = await beside.startChild();
  for (let time = 0; time < times; time++) {
    const joins = await beside.startChild();
    await appendFor(beside, random, random.whole(50, 900));
    const [leaves, other] = random.chance(0.5) ? [joins, stays] : [stays, joins];
    await endChild(leaves, "SIGTERM");
    stays = other;
    await appendFor(beside, random, random.whole(0, 300));
  }
  await endChild(stays, "SIGTERM");
  return finish(beside);
}

/** Kills a service again and again under running workers; it is away for up to `awayMs`. */
export async function killService(
  beside: BesideWorkers,
  random: Random,
  service: Service,
  { kills, awayMs }: { readonly kills: number; readonly awayMs: number },
): Promise<VerifiedJobs> {
  await beside.append(50);
  const child = await beside.startChild({ logs: true }, { onLog: () => undefined });
  for (let kill = 0; kill < kills; kill++) {
    const appended = appendFor(beside, random, random.whole(100, 700));
    await wait(random.whole(0, 400));
    await service.crash();
    await wait(random.whole(0, awayMs));
    await service.restart();
    await appended;
  }
  await beside.append();
  const verified = await beside.verify();
  await endChild(child, "SIGTERM");
  return verified;
}

/**
 * Workers whose calls are slow, fail, time out, are done late, twice or in part, who get records twice, whose clocks are set, and
 * who are killed now and then.
 */
export async function troubleWorkers(beside: BesideWorkers, random: Random, kills: number): Promise<VerifiedJobs> {
  await beside.append(50);
  for (let kill = 0; kill < kills; kill++) {
    const rate = (): number => random.unit() * 0.25;
    const rates = { slowest: random.whole(0, 30), failed: rate(), unanswered: rate(), delayed: rate(), twice: rate() };
    const child = await beside.startChild(
      { seed: random.uint32(), rates: { ...rates, partly: rate() }, clockStepMs: random.whole(1, 5_000), logs: true },
      { onLog: () => undefined },
    );
    await appendFor(beside, random, random.whole(300, 1_500));
    await endChild(child, "SIGKILL");
  }
  // What was on its way from a killed worker has come or never will: its process is gone.
  return finish(beside);
}

/** Fills the disk for a worker, which must wait and say so; then there is room again. */
export async function fillDisk(beside: BesideWorkers): Promise<VerifiedJobs> {
  await beside.append(200);
  const lines: string[] = [];
  const limits = { fileBlocks: 2_000, onLog: (line: string) => lines.push(line) };
  const full = await beside.startChild({ logs: true }, limits);
  while (!lines.some((line) => line.includes("disk-full"))) {
    await beside.append(20);
    await wait(20);
  }
  await wait(300);
  if (full.exitCode !== null) throw new Error(`the worker ended with ${full.exitCode}`);
  await endChild(full, "SIGKILL");
  return finish(beside);
}
