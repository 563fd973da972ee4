import type { ColumnIr } from "../../aggregation/row-aggregator.ts";
import type { OwnTimePair } from "../../aggregation/time-pair.ts";
import { type IrMerge, type IrNumbers, NONE } from "./ir-merges.ts";

/** The pair of one position, or the one that was there before, when no position won. */
function pairAt({ fields }: IrNumbers, index: number, ir: ColumnIr): ColumnIr {
  return index < 0 ? ir : { timeMs: fields[0]?.[index] ?? 0, payload: fields[1]?.[index] ?? 0 };
}

/** Fields are times and values. Of equal times what came first stays. */
export const mergeFirsts: IrMerge = (irs, from, to, ir) => {
  const { present, fields } = irs;
  const [timesMs = NONE] = fields;
  let firstMs = Number((ir as OwnTimePair | null)?.timeMs ?? Number.POSITIVE_INFINITY);
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
  let lastMs = Number.NEGATIVE_INFINITY;
  let last = -1;
  // Backwards: times mostly ascend, so the first look finds what stays.
  for (let i = to - 1; i >= from; i--)
    if ((timesMs[i] as number) >= lastMs && (present === null || present[i] === 1)) {
      lastMs = timesMs[i] as number;
      last = i;
    }
  const knownMs = (ir as OwnTimePair | null)?.timeMs ?? Number.NEGATIVE_INFINITY;
  return lastMs > knownMs ? pairAt(irs, last, ir) : ir;
};

const isThere = ({ present }: IrNumbers, index: number): boolean => present === null || present[index] === 1;

/** FIRST of rows, whose times ascend: the first that is there. */
export const firstRow: IrMerge = (irs, from, to, ir) => {
  let first = from;
  while (first < to && !isThere(irs, first)) first++;
  const isEarlier = first < to && (irs.fields[0]?.[first] ?? 0) < ((ir as OwnTimePair | null)?.timeMs ?? Infinity);
  return isEarlier ? pairAt(irs, first, ir) : ir;
};

/** LAST of rows, whose times ascend: the first that is there of those with the latest time. */
export const lastRow: IrMerge = (irs, from, to, ir) => {
  const [timesMs = NONE] = irs.fields;
  let last = to - 1;
  while (last >= from && !isThere(irs, last)) last--;
  const lastMs = last < from ? Number.NEGATIVE_INFINITY : (timesMs[last] as number);
  if (lastMs <= ((ir as OwnTimePair | null)?.timeMs ?? Number.NEGATIVE_INFINITY)) return ir;
  for (let i = last - 1; i >= from && timesMs[i] === lastMs; i--) if (isThere(irs, i)) last = i;
  return pairAt(irs, last, ir);
};
