import { EngineHost } from "../../src/server/index.ts";
import { createLogger } from "../../src/server/logger.ts";
import { SteadyClock } from "../../src/server/steady-clock.ts";
import { systemTimers } from "../../src/server/system-timers.ts";
import { Random } from "../../src/simulation/random.ts";
import { openFaultStores, type StoresAddress } from "./fault-stores.ts";
import { faultyCheckpoints, faultyLog, faultyStore } from "./faulty-ports.ts";
import type { ChildOptions } from "./start-child.ts";

/**
 * A server process of its own for the fault tests: `node worker-child.ts <address of the stores> <options>`, both as JSON.
 * Runs the jobs that the registry wants, prints `open` when it does, and ends with a checkpoint on SIGTERM, at once when its
 * standard input ends.
 */
const [address, given] = process.argv.slice(2);
if (address === undefined || given === undefined) throw new Error("no address, no options");
const { pace, seed = 0, rates, clockStepMs = 0, logs = false } = JSON.parse(given) as ChildOptions;

const steps = new Random(seed, "clock");
let offMs = 0;
if (clockStepMs > 0) setInterval(() => (offMs = steps.whole(-clockStepMs, clockStepMs)), 50).unref();
const clock = new SteadyClock(
  () => Date.now() + offMs,
  () => performance.now(),
);
const parts = await openFaultStores(JSON.parse(address) as StoresAddress, clock);
const faults =
  rates === undefined ? null : { random: new Random(seed, "faults"), timers: systemTimers, rates: () => rates };
const behind =
  faults === null
    ? {}
    : {
        log: faultyLog(parts.log, faults),
        store: faultyStore(parts.store, faults),
        checkpoints: faultyCheckpoints(parts.checkpoints, faults),
      };
const logger = createLogger((line) => process.stderr.write(line), logs ? "warn" : "error", Date.now);

process.stdin.on("end", () => process.exit()).resume();
/** Where a service is down at the start, the next try may find it. */
async function open(): Promise<EngineHost> {
  for (let tries = 1; ; tries++)
    try {
      return await EngineHost.open({ ...parts, ...behind }, { pace, logger, uploadsDaily: false });
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
const host = await open();
process.once("SIGTERM", () => void host.close().then(() => process.exit()));
process.stdout.write("open\n");
