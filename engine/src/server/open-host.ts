import { openEmbedded } from "../adapters/embedded/index.ts";
import { EngineHost } from "./engine-host.ts";
import type { ServerSettings } from "./settings.ts";
import { createSystemClock } from "./system-clock.ts";

/** The host of this process, on the embedded stores in `settings.dataFolder`. */
export function openHost(settings: ServerSettings): Promise<EngineHost> {
  const clock = createSystemClock();
  const { log, store, checkpoints } = openEmbedded(settings.dataFolder, { clock });
  return EngineHost.open({ log, store, checkpoints, clock });
}
