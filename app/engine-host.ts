import { createAccess, type EngineHost, handleRequest, openHost, serverSettings, stderrLogger } from "tilescope/server";

const settings = serverSettings(process.env, process.cwd());
const access = createAccess(settings.host, process.env);
const logger = stderrLogger(process.env);

/** One host for the process; development reloads modules, the host stays. */
const shared = globalThis as typeof globalThis & { tilescopeHost?: Promise<EngineHost> };

function host(): Promise<EngineHost> {
  if (shared.tilescopeHost === undefined) {
    shared.tilescopeHost = openHost(settings, { logger });
    const close = () => void shared.tilescopeHost?.then((open) => open.close());
    process.once("SIGTERM", close);
    process.once("SIGINT", close);
  }
  return shared.tilescopeHost;
}

/** Every method of the engine's routes. */
export async function engineRoute(request: Request): Promise<Response> {
  return handleRequest(await host(), request, access);
}
