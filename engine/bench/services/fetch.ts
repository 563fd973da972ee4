/**
 * Reads of the merchant's seven-day sum over HTTP at fixed rates, from tiles and from single events, beside a server that
 * only echoes and one that only reads a string.
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { DAY_MS } from "../../src/time/duration.ts";
import { freePorts } from "../../testing/services/free-ports.ts";
import { startGuarded } from "../../testing/services/guarded-process.ts";
import { MERCHANTS, merchantKey, merchantSum, TOPIC, transactionLines } from "./merchants.ts";
import type { LoadResult } from "./open-loop.ts";
import type { Report } from "./report.ts";
import { type LoadSettings, load } from "./run-load.ts";
import type { Stack } from "./stack.ts";

const DAYS = 9;
const PER_MERCHANT_AND_DAY = 24;
const RATE = 1_000;
/** What a route in Next can take. */
const SLOW_RATE = 200;
const LIMIT_MS = 10;
const WARM_UP_S = 10;
/** For what is there to compare with. */
const REFERENCE_S = 20;
const STEPS = [1_000, 2_000, 3_000, 4_000, 5_000, 6_000];
const STEP_S = 5;
const WAYS = [
  { name: "tiled", settings: { mode: "tiled" } },
  { name: "untiled", settings: { mode: "untiled" } },
] as const;

/** Fills log and store by the product's own ways; the batch ends two days before the last transaction. */
async function fill(stack: Stack): Promise<number> {
  const endMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  await stack.call("PUT", `/api/topics/${TOPIC}`, { partitions: 4 });
  let total = 0;
  for (const lines of transactionLines(endMs - DAYS * DAY_MS, DAYS, PER_MERCHANT_AND_DAY))
    total += (await stack.call<{ appended: number }>("POST", `/api/topics/${TOPIC}/events`, lines)).appended;
  const worker = await stack.run("worker");
  for (const { name, settings } of WAYS) {
    await stack.call("PUT", `/api/group-bys/${name}`, merchantSum(name));
    const trigger = { kind: "buffered", bufferMs: 1_000 };
    const { id } = await stack.call<{ id: string }>("POST", "/api/jobs", { groupBy: name, trigger, ...settings });
    for (;;) {
      const { counts, state, message } = await stack.call<{
        counts: { events: number };
        state: string;
        message: string | null;
      }>("GET", `/api/jobs/${id}`);
      if (state === "failed") throw new Error(`the job failed: ${message}`);
      if (counts.events >= total) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const endDs = new Date(endMs - 3 * DAY_MS).toISOString().slice(0, 10);
    await stack.call("POST", `/api/group-bys/${name}/uploads`, { endDs });
    await stack.call("DELETE", `/api/jobs/${id}`);
  }
  await worker.stop();
  return endMs - 1;
}

const row = (name: string, { perSecond, failed, p50Ms, p90Ms, p99Ms, p999Ms }: LoadResult): string[] => [
  name,
  String(Math.round(perSecond)),
  ...[p50Ms, p90Ms, p99Ms, p999Ms].map((ms) => ms.toFixed(2)),
  String(failed),
];
const HEAD = ["", "answers a second", "P50, ms", "P90, ms", "P99, ms", "P99.9, ms", "failed"];

export async function benchFetch(stack: Stack, report: Report, seconds: number): Promise<void> {
  const atMillis = await fill(stack);
  const bodies = Array.from({ length: MERCHANTS }, (_, i) => [merchantKey(i)]);
  const [referencePort = 0] = await freePorts(1);
  const reference = await startGuarded(
    process.execPath,
    [fileURLToPath(new URL("reference-server.ts", import.meta.url)), String(referencePort), String(stack.redis.port)],
    { logFile: join(tmpdir(), `tilescope-reference-${process.pid}.log`) },
  );
  const tiledWay = { port: stack.port, path: `/v1/features/groupby/tiled?atMillis=${atMillis}`, bodies };
  const ways: Record<string, Pick<LoadSettings, "port" | "path" | "bodies">> = {
    "echo, without us": { port: referencePort, path: "/echo", bodies },
    "one string from Redis, without us": { port: referencePort, path: "/redis", bodies },
    "tiled: batch and 48 tiles": tiledWay,
    "untiled: batch and 48 events": {
      port: stack.port,
      path: `/v1/features/groupby/untiled?atMillis=${atMillis}`,
      bodies,
    },
  };
  const tiled = await sums(stack, "tiled", atMillis);
  const untiled = await sums(stack, "untiled", atMillis);
  for (const [i, sum] of tiled.entries())
    if (!(sum > 0) || Math.abs(sum - (untiled[i] ?? 0)) > 1e-6 * sum)
      throw new Error(`merchant ${i}: ${sum} from tiles, ${untiled[i]} from events`);

  const redis = new Redis(stack.redis.port, "127.0.0.1");
  const rows = [];
  for (const [name, way] of Object.entries(ways)) {
    await load({ ...way, perSecond: RATE, seconds: WARM_UP_S });
    const before = await counters(redis);
    const lasting = way === tiledWay ? seconds : Math.min(seconds, REFERENCE_S);
    const result = await load({ ...way, perSecond: RATE, seconds: lasting });
    const after = await counters(redis);
    rows.push([
      ...row(name, result),
      ((after.commands - before.commands) / result.answered).toFixed(1),
      ((after.bytes - before.bytes) / result.answered).toFixed(0),
    ]);
  }
  redis.disconnect();
  report.table(
    `Reads at ${RATE} a second, ${MERCHANTS} merchants in turn; tiled for ${seconds} s, the others for ${REFERENCE_S}`,
    [[...HEAD, "commands of Redis a read", "bytes from Redis a read"], ...rows],
  );

  const steps = [];
  for (const [name, way] of Object.entries(ways)) {
    for (const perSecond of STEPS) {
      const result = await load({ ...way, perSecond, seconds: STEP_S });
      steps.push(row(`${name}, asked ${perSecond}`, result));
      if (result.p99Ms > LIMIT_MS) break;
    }
  }
  report.table(`Until the P99 passes ${LIMIT_MS} ms, ${STEP_S} s a step`, [HEAD, ...steps]);
  await reference.stop();

  const studioPort = await stack.runStudio();
  const mounts = [];
  for (const [name, port] of [
    ["the lean server", stack.port],
    ["the studio's route, in Next", studioPort],
  ] as const) {
    await load({ ...tiledWay, port, perSecond: SLOW_RATE, seconds: WARM_UP_S });
    mounts.push(row(name, await load({ ...tiledWay, port, perSecond: SLOW_RATE, seconds: REFERENCE_S })));
  }
  report.table(`The same handler in both servers, tiled, ${SLOW_RATE} a second for ${REFERENCE_S} s`, [
    HEAD,
    ...mounts,
  ]);
}

/** The seven-day sum of every merchant. */
async function sums(stack: Stack, name: string, atMillis: number): Promise<number[]> {
  const path = `/v1/features/groupby/${name}?atMillis=${atMillis}`;
  const all: number[] = [];
  for (let from = 0; from < MERCHANTS; from += 100) {
    const keys = Array.from({ length: 100 }, (_, i) => merchantKey(from + i));
    const { results } = await stack.call<{ results: { features: { amount_sum_7d: number } }[] }>("POST", path, keys);
    all.push(...results.map(({ features }) => features.amount_sum_7d));
  }
  return all;
}

async function counters(redis: Redis): Promise<{ commands: number; bytes: number }> {
  const stats = await redis.info("stats");
  const of = (name: string): number => Number(new RegExp(`${name}:(\\d+)`).exec(stats)?.[1] ?? 0);
  return { commands: of("total_commands_processed"), bytes: of("total_net_output_bytes") };
}
