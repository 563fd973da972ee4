import type { Trace } from "./trace.ts";

/** The columns of a trace that have one value per step. */
export type StepColumns = Pick<
  Trace,
  "processingMs" | "eventMs" | "keyIndex" | "partition" | "outcome" | "tileIndex" | "watermarkMs"
>;

/** Columns for so many steps, of which nothing is known yet. */
export function stepColumns(capacity: number): StepColumns {
  return {
    processingMs: new Float64Array(capacity),
    eventMs: new Float64Array(capacity).fill(Number.NaN),
    keyIndex: new Int32Array(capacity).fill(-1),
    partition: new Uint16Array(capacity),
    outcome: new Uint8Array(capacity),
    tileIndex: new Int32Array(capacity).fill(-1),
    watermarkMs: new Float64Array(capacity),
  };
}

/** The same values, with room for more. */
export function grown(columns: StepColumns, capacity: number): StepColumns {
  const larger = stepColumns(capacity);
  larger.processingMs.set(columns.processingMs);
  larger.eventMs.set(columns.eventMs);
  larger.keyIndex.set(columns.keyIndex);
  larger.partition.set(columns.partition);
  larger.outcome.set(columns.outcome);
  larger.tileIndex.set(columns.tileIndex);
  larger.watermarkMs.set(columns.watermarkMs);
  return larger;
}

/** Columns of exactly so many steps: copied where there is room for more, which belongs to later ones. */
export function firstSteps(columns: StepColumns, steps: number): StepColumns {
  if (steps === columns.outcome.length) return columns;
  return {
    processingMs: columns.processingMs.slice(0, steps),
    eventMs: columns.eventMs.slice(0, steps),
    keyIndex: columns.keyIndex.slice(0, steps),
    partition: columns.partition.slice(0, steps),
    outcome: columns.outcome.slice(0, steps),
    tileIndex: columns.tileIndex.slice(0, steps),
    watermarkMs: columns.watermarkMs.slice(0, steps),
  };
}
