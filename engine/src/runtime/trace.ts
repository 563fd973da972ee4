/**
 * What became of a record; the number is its code in `Trace.outcome`.
 *
 * - `onTime`: taken, its event time after the watermark as it was on arrival (untiled: every valid event).
 * - `lateMerged`: its event time was at or before the watermark on arrival, but its tile was still open and took it.
 * - `dropped`: late; the watermark had passed the end of its tile, so it went to the side output.
 * - `filtered`: a where clause left it out. `invalid`: it could not be used; the run's problems say why.
 */
export const Outcome = { onTime: 0, lateMerged: 1, dropped: 2, filtered: 3, invalid: 4 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/**
 * The recorded run of one stream through one job, in columns, so that it crosses a worker by transfer and 350,000 steps
 * stay small. Step `i` is the i-th record in order of arrival. Everything the timeline draws at a playhead follows from
 * these columns; IRs are restored in the worker from the nearest checkpoint.
 */
export interface Trace {
  readonly steps: number;
  readonly processingMs: Float64Array;
  /** NaN for an invalid record. */
  readonly eventMs: Float64Array;
  /** Index into `keys`, -1 for filtered and invalid records. */
  readonly keyIndex: Int32Array;
  readonly partition: Uint16Array;
  readonly outcome: Uint8Array;
  /** Index into `tiles` of the tile that took the event, -1 if none. */
  readonly tileIndex: Int32Array;
  /** Watermark after the step; -Infinity before the first. */
  readonly watermarkMs: Float64Array;
  /** Keys as text, in order of first appearance. */
  readonly keys: readonly string[];
  /** Events per key, on time or late. */
  readonly keyEvents: Int32Array;
  readonly tiles: TraceTiles;
  /** Puts by the sink, in order. */
  readonly writes: TraceWrites;
  /** Steps before which a checkpoint was taken, ascending, from 0. */
  readonly checkpointSteps: Int32Array;
  readonly tileSizeMs: number;
}

/** Tiles in order of their first event. */
export interface TraceTiles {
  readonly count: number;
  readonly keyIndex: Int32Array;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly events: Int32Array;
  readonly firstStep: Int32Array;
  readonly lastStep: Int32Array;
  /** Step whose watermark closed the tile, or -1 while open at the end of the run. */
  readonly closedStep: Int32Array;
}

export interface TraceWrites {
  readonly count: number;
  readonly step: Int32Array;
  readonly tileIndex: Int32Array;
  readonly processingMs: Float64Array;
  /** Events in the tile when it was written: the write holds the first so many of the tile's events by arrival. */
  readonly events: Int32Array;
}
