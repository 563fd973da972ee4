/** Checkpoints of 100,000 open tiles, and how long a job is away after its worker was killed. */
import type { JobStatus } from "../../src/server/job/job-status.ts";
import { runUntil } from "./job-run.ts";
import { merchantSum } from "./merchants.ts";
import type { Report } from "./report.ts";
import type { Stack } from "./stack.ts";

const KEYS = 100_000;
const TOPIC = "accounts";
const AFTER_MS = 25_000;

export async function benchRecovery(stack: Stack, report: Report): Promise<void> {
  const definition = merchantSum("recovery");
  const events = definition.sources?.[0]?.events;
  const groupBy = { ...definition, sources: [{ events: { ...events, topic: TOPIC } }] };
  const hourMs = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const event = (i: number) => JSON.stringify({ merchant: `account_${i}`, amount: i % 100, ts: hourMs + (i % 1_000) });
  await stack.call("PUT", `/api/topics/${TOPIC}`, { partitions: 4 });
  for (let from = 0; from < KEYS; from += 25_000) {
    const lines = Array.from({ length: 25_000 }, (_, i) => event(from + i)).join("\n");
    await stack.call("POST", `/api/topics/${TOPIC}/events`, lines);
  }
  await stack.call("PUT", "/api/group-bys/recovery", groupBy);
  const worker = await stack.run("worker");
  const { id } = await runUntil(stack, { groupBy: "recovery" }, KEYS);
  const statusNow = () => stack.call<JobStatus>("GET", `/api/jobs/${id}`);
  const change = (from: number, count: number) =>
    stack.call(
      "POST",
      `/api/topics/${TOPIC}/events`,
      Array.from({ length: count }, (_, i) => event((from + i) % KEYS)).join("\n"),
    );
  const checkpointRows: string[][] = [];
  const noted = new Set<number>();
  const startMs = performance.now();
  while (performance.now() - startMs < AFTER_MS) {
    await change(checkpointRows.length * 1_000, 100);
    const status = await statusNow();
    for (const view of status.workers[0]?.meters.checkpoints ?? []) {
      if (noted.has(view.id)) continue;
      noted.add(view.id);
      checkpointRows.push([
        `#${view.id}, ${status.openTiles.toLocaleString("en")} open tiles`,
        (view.offsetsMs + view.stateMs + view.storeMs).toFixed(0),
        (view.bytes / 1e6).toFixed(2),
      ]);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  report.table("Checkpoints every 10 s; some hundred tiles change between them", [
    ["checkpoint", "offsets, state and store, ms", "MB"],
    ...checkpointRows,
  ]);

  const rows = [];
  let running = worker;
  for (let round = 1; round <= 3; round++) {
    await running.stop("SIGKILL");
    await change(round * 5_000, 1_000);
    const { counts } = await statusNow();
    const killedMs = performance.now();
    running = await stack.run("worker");
    for (;;) {
      const status = await statusNow();
      const isBack = status.partitions.length > 0 && status.partitions.every(({ lag }) => lag === 0);
      if (status.workers[0]?.pid === running.pid && isBack && status.counts.events >= counts.events) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    rows.push([`kill ${round}`, ((performance.now() - killedMs) / 1_000).toFixed(2)]);
  }
  report.table("A new process after kill -9, until it has read the topic to its end (its own start included)", [
    ["", "seconds"],
    ...rows,
  ]);
  await stack.call("DELETE", `/api/jobs/${id}`);
  await running.stop();
}
