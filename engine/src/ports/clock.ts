import type { ProcessingTimeMs } from "../time/event-time.ts";

/** The only source of processing time. */
export interface Clock {
  now(): ProcessingTimeMs;
}
