import { join } from "node:path";
import { TilescopeError } from "../errors.ts";

/** What the environment sets. Defaults suit one machine: loopback, embedded stores in the project's folder. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** Folder of the embedded log, store and checkpoints. */
  readonly dataFolder: string;
}

/** Reads `HOST`, `PORT`, `TILESCOPE_DATA`; throws `server/bad-setting` that names the variable. */
export function serverSettings(env: Readonly<Record<string, string | undefined>>, cwd: string): ServerSettings {
  const port = Number(env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new TilescopeError("server/bad-setting", `PORT must be a number from 1 to 65535, not "${env.PORT}".`);
  return { host: env.HOST || "127.0.0.1", port, dataFolder: env.TILESCOPE_DATA || join(cwd, ".tilescope") };
}
