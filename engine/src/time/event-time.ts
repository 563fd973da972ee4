declare const eventTimeBrand: unique symbol;
declare const processingTimeBrand: unique symbol;

/** When something happened, in ms since 1970 UTC. Comes from the event itself (Flink: event time). */
export type EventTimeMs = number & { readonly [eventTimeBrand]: true };

/** When the pipeline saw it, in ms since 1970 UTC. Comes from a clock port or a simulation (Flink: processing time). */
export type ProcessingTimeMs = number & { readonly [processingTimeBrand]: true };

export const eventTime = (ms: number): EventTimeMs => ms as EventTimeMs;
export const processingTime = (ms: number): ProcessingTimeMs => ms as ProcessingTimeMs;
