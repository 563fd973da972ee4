/**
 * Runs schedules of the simulation: `node engine/testing/simulation/run.ts --seed=1 --runs=5000`. A failing seed is printed
 * with the command that replays it; `--verbose` shows what happens in a run.
 */
import { createLogger, silentLogger } from "../../src/server/logger.ts";
import { runSchedule } from "./run-schedule.ts";
import { drawSchedule } from "./schedule.ts";

const option = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const first = Number(option("seed") ?? 1);
const runs = Number(option("runs") ?? 1);
const verbose = process.argv.includes("--verbose");
const logger = verbose
  ? createLogger(
      (line) => process.stdout.write(line),
      "debug",
      () => 0,
    )
  : silentLogger;

const startedMs = performance.now();
const startedCpu = process.cpuUsage();
let events = 0;
let virtualMs = 0;
let failures = 0;
for (let seed = first; seed < first + runs; seed++) {
  const schedule = drawSchedule(seed);
  if (verbose) console.log(JSON.stringify(schedule, null, 1));
  try {
    const seen = await runSchedule(schedule, logger);
    events += seen.events;
    virtualMs += seen.virtualMs;
  } catch (error) {
    failures++;
    console.error(`seed ${seed}: ${error instanceof Error ? error.stack : error}`);
    console.error(`Replay it: node engine/testing/simulation/run.ts --seed=${seed} --verbose`);
  }
}
const seconds = (performance.now() - startedMs) / 1_000;
const { user, system } = process.cpuUsage(startedCpu);
console.log(
  `${runs} schedules, ${failures} failed, ${events} events, ${(virtualMs / 3_600_000).toFixed(1)} simulated hours, ` +
    `${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} processor s, ${Math.round((runs / seconds) * 60)} a minute`,
);
process.exitCode = failures === 0 ? 0 : 1;
