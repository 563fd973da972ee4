import { TilescopeError } from "../errors.ts";
import { createLogger, LOG_LEVELS, type Logger } from "./logger.ts";

/** JSON lines on standard error, from the level of `TILESCOPE_LOG_LEVEL` on, `info` where absent. Throws `server/bad-setting`. */
export function stderrLogger(env: Readonly<Record<string, string | undefined>>): Logger {
  const asked = env.TILESCOPE_LOG_LEVEL || "info";
  const level = LOG_LEVELS.find((one) => one === asked);
  if (level === undefined)
    throw new TilescopeError(
      "server/bad-setting",
      `TILESCOPE_LOG_LEVEL must be ${LOG_LEVELS.join(", ")}, not "${asked}".`,
    );
  return createLogger((line) => process.stderr.write(line), level, Date.now);
}
