import type { GuardedProcess } from "./guarded-process.ts";

const START_MS = 120_000;
const POLL_MS = 30;

/** Resolves once `ready` answers true; throws with the service's own output when it ended or took too long. */
export async function waitForService(
  name: string,
  service: GuardedProcess,
  ready: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (!(await ready().catch(() => false))) {
    if (!service.isAlive() || performance.now() > deadline) {
      await service.stop("SIGKILL");
      throw new Error(`${name} did not start:\n${service.output().slice(-4_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
