import { openEmbedded } from "../../src/adapters/embedded/index.ts";
import { EngineHost } from "../../src/server/index.ts";
import { createLogger } from "../../src/server/logger.ts";
import { createSystemClock } from "../../src/server/system-clock.ts";

/**
 * A server process of its own for the fault tests: `node worker-child.ts <folder> <pace as JSON> [warn]`. Runs the jobs that the
 * registry of the folder wants, prints `open` when it does, and ends with a checkpoint on SIGTERM.
 */
const [folder, pace = "{}", level] = process.argv.slice(2);
if (folder === undefined) throw new Error("no folder");
const clock = createSystemClock();
const { log, store, checkpoints, locks } = openEmbedded(folder, { clock, pollMs: 5 });
const logger = createLogger((line) => process.stderr.write(line), level === "warn" ? "warn" : "error", Date.now);
const host = await EngineHost.open({ log, store, checkpoints, locks, clock }, { pace: JSON.parse(pace), logger });
process.once("SIGTERM", () => void host.close());
process.stdout.write("open\n");
