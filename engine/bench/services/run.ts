/**
 * `npm run bench:services`: what the product does on a real broker and a real Redis, with the load from the same machine. Words
 * choose parts (`fetch`, `freshness`, `ingest`, `recovery`), `--seconds=60` is the length of the steady loads, `--write`
 * puts the tables into RESULTS.md.
 */
import { cpus, loadavg } from "node:os";
import { writeSection } from "../results-file.ts";
import { benchFetch } from "./fetch.ts";
import { benchFreshness } from "./freshness.ts";
import { benchIngest } from "./ingest.ts";
import { benchRecovery } from "./recovery.ts";
import { Report } from "./report.ts";
import { Stack } from "./stack.ts";

const options = process.argv.slice(2);
const words = options.filter((option) => !option.startsWith("--"));
const seconds = Number(options.find((option) => option.startsWith("--seconds="))?.split("=")[1] ?? 60);
const PARTS = [
  ["fetch", "Feature reads", benchFetch],
  ["freshness", "Event to servable", benchFreshness],
  ["ingest", "Kafka to Redis", benchIngest],
  ["recovery", "Checkpoints and recovery", benchRecovery],
] as const;

for (const [name, title, bench] of PARTS) {
  if (words.length > 0 && !words.includes(name)) continue;
  const report = new Report();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}; server, worker, broker, Redis and load on it`;
  report.lines.push(`## ${title}`, "", `On ${machine}; load before: ${loadavg()[0]?.toFixed(1)}.`, "");
  console.log(report.lines.join("\n"));
  const stack = await Stack.start();
  try {
    await bench(stack, report, seconds);
  } finally {
    await stack.stop();
  }
  if (options.includes("--write")) writeSection(title.toLowerCase(), report.lines.join("\n"));
}
