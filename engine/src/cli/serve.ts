import { serverRoutes } from "../server/http/routes.ts";
import { createAccess, openHost, serverSettings, stderrLogger } from "../server/index.ts";
import { listen } from "./listen.ts";
import { untilStopped } from "./until-stopped.ts";

/** How long answers that are under way have when the server stops. */
const FINISH_WITHIN_MS = 10_000;

/** Serves all routes until it is told to stop. Returns the exit status; throws when it cannot begin. */
export async function serve(env: NodeJS.ProcessEnv, runsJobs: boolean): Promise<number> {
  const settings = serverSettings(env, process.cwd());
  const access = createAccess(settings.host, env);
  const logger = stderrLogger(env);
  const host = await openHost(settings, { logger, runs: () => runsJobs, uploadsDaily: runsJobs });
  try {
    await host.checkReady();
    const server = await listen(host, settings, access, serverRoutes);
    logger.info("listening", { url: server.url, jobs: runsJobs, ...host.stores.places });
    process.stdout.write(`Tilescope serves on ${server.url}  (Ctrl-C stops it)\n`);
    return await untilStopped(logger, async () => {
      await server.stop(FINISH_WITHIN_MS);
      await host.close();
    });
  } catch (error) {
    await host.close();
    throw error;
  }
}
