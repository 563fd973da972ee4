import type { OwnTimePair } from "../../aggregation/time-pair.ts";
import { type IrMerge, type IrNumbers, NONE } from "./ir-merges.ts";

// Fields are times and values. Of equal times what came first stays. V8 makes an object of every number that a variable like
// `lastMs` takes on, so loops go the way on which it changes seldom.

const pairAt = ({ fields }: IrNumbers, index: number): OwnTimePair => ({
  timeMs: fields[0]?.[index] ?? 0,
  payload: fields[1]?.[index] ?? 0,
});

export const mergeFirsts: IrMerge = (irs, from, to, ir) => {
  const { present, fields } = irs;
  const [timesMs = NONE] = fields;
  let firstMs = Number.POSITIVE_INFINITY;
  let first = -1;
  for (let i = from; i < to; i++)
    if ((timesMs[i] as number) < firstMs && (present === null || present[i] === 1)) {
      firstMs = timesMs[i] as number;
      first = i;
    }
  const knownMs = (ir as OwnTimePair | null)?.timeMs ?? Number.POSITIVE_INFINITY;
  return firstMs < knownMs ? pairAt(irs, first) : ir;
};

export const mergeLasts: IrMerge = (irs, from, to, ir) => {
  const { present, fields } = irs;
  const [timesMs = NONE] = fields;
  let lastMs = Number.NEGATIVE_INFINITY;
  let last = -1;
  for (let i = to - 1; i >= from; i--)
    if ((timesMs[i] as number) >= lastMs && (present === null || present[i] === 1)) {
      lastMs = timesMs[i] as number;
      last = i;
    }
  const knownMs = (ir as OwnTimePair | null)?.timeMs ?? Number.NEGATIVE_INFINITY;
  return lastMs > knownMs ? pairAt(irs, last) : ir;
};

const isThere = ({ present }: IrNumbers, index: number): boolean => present === null || present[index] === 1;

/** FIRST of rows, whose times ascend: the first that is there. */
export const firstRow: IrMerge = (irs, from, to, ir) => {
  let first = from;
  while (first < to && !isThere(irs, first)) first++;
  const isEarlier = first < to && (irs.fields[0]?.[first] ?? 0) < ((ir as OwnTimePair | null)?.timeMs ?? Infinity);
  return isEarlier ? pairAt(irs, first) : ir;
};

/** LAST of rows, whose times ascend: the first that is there of those with the latest time. */
export const lastRow: IrMerge = (irs, from, to, ir) => {
  const [timesMs = NONE] = irs.fields;
  let last = to - 1;
  while (last >= from && !isThere(irs, last)) last--;
  const lastMs = last < from ? Number.NEGATIVE_INFINITY : (timesMs[last] as number);
  if (lastMs <= ((ir as OwnTimePair | null)?.timeMs ?? Number.NEGATIVE_INFINITY)) return ir;
  for (let i = last - 1; i >= from && timesMs[i] === lastMs; i--) if (isThere(irs, i)) last = i;
  return pairAt(irs, last);
};
