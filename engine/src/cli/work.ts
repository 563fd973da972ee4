import { probeRoutes } from "../server/http/routes.ts";
import { createAccess, openHost, serverSettings, stderrLogger } from "../server/index.ts";
import { listen } from "./listen.ts";
import { untilStopped } from "./until-stopped.ts";

/** Whoever asks a worker asks for a few lines. */
const FINISH_WITHIN_MS = 1_000;

export interface WorkOptions {
  /** GroupBys whose jobs it runs; none: all. */
  readonly groupBys: readonly string[];
  /** Whether it tells on `PORT` how it is. */
  readonly listens: boolean;
}

/** Runs jobs until it is told to stop. Returns the exit status; throws when it cannot begin. */
export async function work(env: NodeJS.ProcessEnv, { groupBys, listens }: WorkOptions): Promise<number> {
  const settings = serverSettings(env, process.cwd());
  const access = listens ? createAccess(settings.host, env) : null;
  const logger = stderrLogger(env);
  const names = new Set(groupBys);
  const host = await openHost(settings, { logger, runs: ({ groupBy }) => names.size === 0 || names.has(groupBy) });
  try {
    await host.checkReady();
    const server = access === null ? null : await listen(host, settings, access, probeRoutes);
    logger.info("working", { groupBys, ...(server !== null && { url: server.url }), ...host.stores.places });
    const jobs = names.size === 0 ? "all jobs" : `the jobs of ${groupBys.join(", ")}`;
    process.stdout.write(
      `Tilescope runs ${jobs}${server === null ? "" : `, probes on ${server.url}`}  (Ctrl-C stops it)\n`,
    );
    return await untilStopped(logger, async () => {
      await host.close();
      await server?.stop(FINISH_WITHIN_MS);
    });
  } catch (error) {
    await host.close();
    throw error;
  }
}
