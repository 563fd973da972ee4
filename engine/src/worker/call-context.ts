import { TilescopeError } from "../errors.ts";
import type { EngineRequests } from "./protocol.ts";

/** What a data file holds, as its reader saw it. */
export type FileReading = EngineRequests["inspectFile"]["answer"];

/** What the engine needs from where it runs. */
export interface EngineSessionOptions {
  /** Monotonic time in ms, for measured costs only. */
  readonly nowMs: () => number;
  /** Lets other messages in between two slices of long work. */
  readonly breathe: () => Promise<void>;
  /** Reads a data file, at most `limit` rows; the page provides it, as it needs DuckDB. */
  readonly readFile: (fileName: string, bytes: Uint8Array, limit: number) => Promise<FileReading>;
}

export interface CallContext {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, label: string) => void;
}

/** Breathes, and ends the work when the person cancelled it. */
export async function pause(options: EngineSessionOptions, context: CallContext): Promise<void> {
  await options.breathe();
  if (context.signal.aborted) throw new TilescopeError("worker/cancelled", "Cancelled.");
}
