import type { AverageIr } from "../../aggregation/average.ts";
import type { NumberCell } from "../../aggregation/number-cell.ts";
import type { ColumnIr } from "../../aggregation/row-aggregator.ts";
import type { OwnTimePair } from "../../aggregation/time-pair.ts";

/** IRs of one column, tile by tile or row by row: each of their numbers in an array. */
export interface IrNumbers {
  /** 0 where there is no IR; `null`: there is one everywhere. */
  readonly present: Uint8Array | null;
  readonly fields: readonly Float64Array[];
}

/**
 * Merges the IRs `[from, to)` onto `ir`, which it neither changes nor keeps, in order, to the bit as the column's
 * aggregator would. `undefined`: an integer would leave what a double holds exactly, so the aggregator has to.
 */
export type IrMerge = (irs: IrNumbers, from: number, to: number, ir: ColumnIr) => ColumnIr | undefined;

const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const NONE = new Float64Array(0);

function hasAny({ present }: IrNumbers, from: number, to: number): boolean {
  if (present === null) return to > from;
  for (let i = from; i < to; i++) if (present[i] === 1) return true;
  return false;
}

/** COUNT, and SUM of integers. */
export const mergeIntegerSums: IrMerge = (irs, from, to, ir) => {
  if (!hasAny(irs, from, to)) return ir;
  if (typeof ir === "bigint") return undefined;
  const { present, fields } = irs;
  const [values = NONE] = fields;
  let sum = (ir as number | null) ?? 0;
  for (let i = from; i < to; i++) {
    if (present !== null && present[i] === 0) continue;
    sum += values[i] as number;
    if (sum > MAX_SAFE || sum < -MAX_SAFE) return undefined;
  }
  return sum;
};

/** The sum of the numbers that are there, on top of one that may be none: -0 is what changes no sum. */
function addUp({ present, fields: [values = NONE] }: IrNumbers, from: number, to: number, start: number): number {
  let sum = start;
  if (present === null) for (let i = from; i < to; i++) sum += values[i] as number;
  else for (let i = from; i < to; i++) if (present[i] === 1) sum += values[i] as number;
  return sum;
}

/** SUM of floats and doubles. */
export const mergeFloatingSums: IrMerge = (irs, from, to, ir) => {
  if (!hasAny(irs, from, to)) return ir;
  return { value: addUp(irs, from, to, (ir as NumberCell | null)?.value ?? -0) };
};

export const mergeAverages: IrMerge = (irs, from, to, ir) => {
  if (!hasAny(irs, from, to)) return ir;
  const left = ir as AverageIr | null;
  const { present, fields } = irs;
  const counts = fields[1] ?? NONE;
  let count = left?.count ?? 0;
  if (present === null) for (let i = from; i < to; i++) count = (count + (counts[i] as number)) | 0;
  else for (let i = from; i < to; i++) if (present[i] === 1) count = (count + (counts[i] as number)) | 0;
  return { sum: addUp(irs, from, to, left?.sum ?? -0), count };
};

/** The same of rows, each of which counts once: fields are the numbers alone. */
export const averageRows: IrMerge = (irs, from, to, ir) => {
  const rows = countOf(irs, from, to);
  if (rows === 0) return ir;
  const left = ir as AverageIr | null;
  return { sum: addUp(irs, from, to, left?.sum ?? -0), count: ((left?.count ?? 0) + rows) | 0 };
};

function countOf({ present }: IrNumbers, from: number, to: number): number {
  if (present === null) return to - from;
  let count = 0;
  for (let i = from; i < to; i++) count += present[i] as number;
  return count;
}

/** COUNT of rows. */
export const countRows: IrMerge = (irs, from, to, ir) => {
  const rows = countOf(irs, from, to);
  if (rows === 0) return ir;
  if (typeof ir === "bigint") return undefined;
  const count = ((ir as number | null) ?? 0) + rows;
  return count > MAX_SAFE ? undefined : count;
};

function smallest({ present, fields: [values = NONE] }: IrNumbers, from: number, to: number, start: number): number {
  let least = start;
  if (present === null) for (let i = from; i < to; i++) least = Math.min(least, values[i] as number);
  else for (let i = from; i < to; i++) if (present[i] === 1) least = Math.min(least, values[i] as number);
  return least;
}

function largest({ present, fields: [values = NONE] }: IrNumbers, from: number, to: number, start: number): number {
  let most = start;
  if (present === null) for (let i = from; i < to; i++) most = Math.max(most, values[i] as number);
  else for (let i = from; i < to; i++) if (present[i] === 1) most = Math.max(most, values[i] as number);
  return most;
}

/** MIN and MAX of floats and doubles. */
const floatingExtreme =
  (extreme: typeof smallest, none: number): IrMerge =>
  (irs, from, to, ir) =>
    hasAny(irs, from, to) ? { value: extreme(irs, from, to, (ir as NumberCell | null)?.value ?? none) } : ir;

/** MIN and MAX of integers. */
const integerExtreme =
  (extreme: typeof smallest, none: number): IrMerge =>
  (irs, from, to, ir) => {
    if (!hasAny(irs, from, to)) return ir;
    return typeof ir === "bigint" ? undefined : extreme(irs, from, to, (ir as number | null) ?? none);
  };

export const mergeFloatingMinima = floatingExtreme(smallest, Number.POSITIVE_INFINITY);
export const mergeFloatingMaxima = floatingExtreme(largest, Number.NEGATIVE_INFINITY);
export const mergeIntegerMinima = integerExtreme(smallest, Number.POSITIVE_INFINITY);
export const mergeIntegerMaxima = integerExtreme(largest, Number.NEGATIVE_INFINITY);

/** The pair of one position, or the one that was there before, when no position won. */
function pairAt({ fields }: IrNumbers, index: number, ir: ColumnIr): ColumnIr {
  return index < 0 ? ir : { timeMs: fields[0]?.[index] ?? 0, payload: fields[1]?.[index] ?? 0 };
}

/** Fields are times and values. Of equal times what came first stays. */
export const mergeFirsts: IrMerge = (irs, from, to, ir) => {
  const { present, fields } = irs;
  const [timesMs = NONE] = fields;
  let firstMs = (ir as OwnTimePair | null)?.timeMs ?? Number.POSITIVE_INFINITY;
  let first = -1;
  for (let i = from; i < to; i++)
    if ((present === null || present[i] === 1) && (timesMs[i] as number) < firstMs) {
      firstMs = timesMs[i] as number;
      first = i;
    }
  return pairAt(irs, first, ir);
};

export const mergeLasts: IrMerge = (irs, from, to, ir) => {
  const { present, fields } = irs;
  const [timesMs = NONE] = fields;
  let lastMs = (ir as OwnTimePair | null)?.timeMs ?? Number.NEGATIVE_INFINITY;
  let last = -1;
  for (let i = from; i < to; i++)
    if ((present === null || present[i] === 1) && (timesMs[i] as number) > lastMs) {
      lastMs = timesMs[i] as number;
      last = i;
    }
  return pairAt(irs, last, ir);
};
