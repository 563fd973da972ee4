import { openEmbedded } from "../adapters/embedded/index.ts";
import { EngineHost, type HostOptions } from "./engine-host.ts";
import type { ServerSettings } from "./settings.ts";
import { createSystemClock } from "./system-clock.ts";

/** The host of this process, on the embedded stores in `settings.dataFolder`. */
export function openHost(settings: ServerSettings, options: HostOptions = {}): Promise<EngineHost> {
  const clock = createSystemClock();
  const { log, store, checkpoints, locks } = openEmbedded(settings.dataFolder, { clock });
  return EngineHost.open({ log, store, checkpoints, locks, clock }, options);
}
