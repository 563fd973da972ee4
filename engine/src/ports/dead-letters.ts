import type { LogRecord } from "./log.ts";

export interface DeadLetter {
  readonly record: LogRecord;
  /** Why it could not be decoded, for a person. */
  readonly reason: string;
}

/** Keeps records that do not decode, so that someone can look at them and put them back. */
export interface DeadLetters {
  /** Resolves when they are durable; rejects as `Log.append` does. The same record may come again after a restart. */
  put(letters: readonly DeadLetter[]): Promise<void>;
}
