import { sortByTime } from "./sort-by-time.ts";

const BLOCK_BITS = 6;
const BLOCK = 1 << BLOCK_BITS;

/**
 * Events in order of some time, with the step of each. Blocks of 64 know their least and largest step, so that counting
 * what had arrived by a step inside a range of time looks only into the few blocks where both occur.
 */
export interface EventColumn {
  readonly timesMs: Float64Array;
  readonly steps: Int32Array;
  readonly blockLeast: Int32Array;
  readonly blockLargest: Int32Array;
}

/** From parallel columns in any order. */
export function eventColumn(timesMs: Float64Array, steps: Int32Array): EventColumn {
  const order = sortByTime(timesMs);
  const blocks = Math.ceil(order.length / BLOCK);
  const column = {
    timesMs: new Float64Array(order.length),
    steps: new Int32Array(order.length),
    blockLeast: new Int32Array(blocks).fill(2 ** 31 - 1),
    blockLargest: new Int32Array(blocks).fill(-1),
  };
  for (let i = 0; i < order.length; i++) {
    const from = order[i] ?? 0;
    const step = steps[from] ?? 0;
    const block = i >> BLOCK_BITS;
    column.timesMs[i] = timesMs[from] ?? 0;
    column.steps[i] = step;
    if (step < (column.blockLeast[block] ?? 0)) column.blockLeast[block] = step;
    if (step > (column.blockLargest[block] ?? 0)) column.blockLargest[block] = step;
  }
  return column;
}

/** Of the events at positions `[from, to)`, how many had arrived by `step`. */
export function countArrived(column: EventColumn, from: number, to: number, step: number): number {
  let count = 0;
  for (let i = from; i < to; ) {
    const block = i >> BLOCK_BITS;
    const end = Math.min(to, (block + 1) << BLOCK_BITS);
    if ((column.blockLargest[block] ?? 0) <= step) count += end - i;
    else if ((column.blockLeast[block] ?? 0) <= step)
      for (let k = i; k < end; k++) if ((column.steps[k] ?? 0) <= step) count++;
    i = end;
  }
  return count;
}
