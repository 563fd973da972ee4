export type LogLevel = "debug" | "info" | "warn" | "error";

/** Says what happens, in fields that a program can read. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** One that adds these fields to every line. */
  with(fields: LogFields): Logger;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** From the most talkative on. */
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** JSON lines, one object a line: `time` (ISO 8601), `level`, `message`, then the fields. Lower levels are left out. */
export function createLogger(write: (line: string) => void, lowest: LogLevel, nowMs: () => number): Logger {
  const made = (own: LogFields): Logger => {
    const at =
      (level: LogLevel) =>
      (message: string, fields: LogFields = {}): void => {
        if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(lowest)) return;
        const time = new Date(nowMs()).toISOString();
        write(`${JSON.stringify({ time, level, message, ...own, ...fields }, plain)}\n`);
      };
    return {
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      with: (fields) => made({ ...own, ...fields }),
    };
  };
  return made({});
}

/** An error with its causes, which `JSON.stringify` would leave empty. */
function plain(_name: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { name, message, ...("code" in value && { code: value.code }), stack, ...(cause !== undefined && { cause }) };
}

/** Says nothing. */
export const silentLogger: Logger = createLogger(
  () => undefined,
  "error",
  () => 0,
);
