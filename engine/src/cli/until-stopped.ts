import type { Logger } from "../server/logger.ts";

/** Longer than a checkpoint takes; a store that does not answer must not keep the process for ever. */
const STOP_WITHIN_MS = 30_000;
const ALIVE_MS = 60_000;
/** What a client of a store still holds on to must not keep the process after that. */
const EXIT_WITHIN_MS = 1_000;

/**
 * Runs until SIGTERM or Ctrl-C, then stops in order; a second signal ends the process at once. Resolves to the exit status.
 * What nobody catches ends the process too, and is logged.
 */
export async function untilStopped(logger: Logger, stop: () => Promise<void>): Promise<number> {
  const onFault = (error: unknown): void => {
    logger.error("a fault that nobody caught", { error });
    process.exit(1);
  };
  process.on("uncaughtException", onFault).on("unhandledRejection", onFault);
  // Waiting for a signal alone does not keep a process; a worker may have nothing else for a while.
  const alive = setInterval(() => undefined, ALIVE_MS);
  const signal = await new Promise<string>((resolve) => {
    for (const name of ["SIGTERM", "SIGINT"] as const)
      process.on(name, () => {
        if (isStopping) process.exit(1);
        isStopping = true;
        resolve(name);
      });
    let isStopping = false;
  });
  clearInterval(alive);
  logger.info("stopping", { signal });
  const timer = setTimeout(() => {
    logger.error("could not stop in order in time", { withinMs: STOP_WITHIN_MS });
    process.exit(1);
  }, STOP_WITHIN_MS);
  try {
    await stop();
    logger.info("stopped");
    return 0;
  } catch (error) {
    logger.error("could not stop in order", { error });
    return 1;
  } finally {
    clearTimeout(timer);
    setTimeout(() => process.exit(), EXIT_WITHIN_MS).unref();
  }
}
