import { join } from "node:path";
import { type KafkaSettings, parseKafkaAddress } from "../adapters/kafka/kafka-settings.ts";
import { parseRedisAddress, type RedisSettings } from "../adapters/redis/redis-settings.ts";
import { TilescopeError } from "../errors.ts";
import type { Compatibility } from "../serving/compatibility.ts";

/** What the environment sets. Defaults suit one machine: loopback, embedded stores in the project's folder. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** Folder of whatever is embedded: log, store, checkpoints and locks. */
  readonly dataFolder: string;
  /** Where the log is; null: in the folder. */
  readonly kafka: KafkaSettings | null;
  /** Where the store is; null: in the folder. */
  readonly redis: RedisSettings | null;
  /** Where checkpoints and locks are; null: in the folder, for the processes of one machine. */
  readonly checkpoints: RedisSettings | null;
  /** How Chronon's disagreements with itself are settled; absent: its values, but a null key fails in its place. */
  readonly compatibility?: Compatibility;
}

/**
 * Reads `HOST`, `PORT`, `TILESCOPE_DATA`, `TILESCOPE_LOG`, `TILESCOPE_STORE`, `TILESCOPE_CHECKPOINTS` and
 * `TILESCOPE_COMPATIBILITY`; throws `server/bad-setting` that names the variable. Checkpoints and locks are where the store is
 * unless their variable says otherwise, so that whoever shares the one shares the others.
 */
export function serverSettings(env: Readonly<Record<string, string | undefined>>, cwd: string): ServerSettings {
  const port = Number(env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new TilescopeError("server/bad-setting", `PORT must be a number from 1 to 65535, not "${env.PORT}".`);
  const redis = address("TILESCOPE_STORE", env, parseRedisAddress);
  return {
    host: env.HOST || "127.0.0.1",
    port,
    dataFolder: env.TILESCOPE_DATA || join(cwd, ".tilescope"),
    kafka: address("TILESCOPE_LOG", env, parseKafkaAddress),
    redis,
    checkpoints: env.TILESCOPE_CHECKPOINTS ? address("TILESCOPE_CHECKPOINTS", env, parseRedisAddress) : redis,
    ...compatibility(env.TILESCOPE_COMPATIBILITY),
  };
}

function compatibility(text: string | undefined): Pick<ServerSettings, "compatibility"> {
  if (text === undefined || text === "") return {};
  if (text === "strict" || text === "chronon") return { compatibility: text };
  throw new TilescopeError("server/bad-setting", `TILESCOPE_COMPATIBILITY must be strict or chronon, not "${text}".`);
}

/** `embedded`, as nothing, means the folder. */
function address<T>(
  variable: string,
  env: Readonly<Record<string, string | undefined>>,
  parse: (text: string) => T,
): T | null {
  const text = env[variable];
  if (text === undefined || text === "" || text === "embedded") return null;
  try {
    return parse(text);
  } catch (error) {
    throw new TilescopeError("server/bad-setting", `${variable}: ${(error as Error).message}`, error);
  }
}
