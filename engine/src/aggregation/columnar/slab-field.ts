/** Where the events of a run land: cell 0 of the tile of event `from + i` is at `cells[i]`. */
export interface Landing {
  readonly slab: Float64Array;
  readonly cells: Int32Array;
  readonly from: number;
  readonly length: number;
}

/** Input of a run, in whole columns of the batch. */
export interface FieldInput {
  readonly numbers: Float64Array;
  readonly nulls: Uint8Array | null;
  readonly timesMs: Float64Array;
}

export type FieldKind = "count" | "sum" | "min" | "max" | "last";

/**
 * One number (or two) that every tile holds about one input column, and how a run of events changes it. Adding to a
 * fresh cell gives the value itself: -0 is what a sum starts from, since 0 plus -0 is 0.
 */
export interface SlabField {
  /** What fresh cells hold. */
  readonly initial: readonly number[];
  /** Adds a run; `offset` is the field's place after cell 0 of a tile. */
  add(landing: Landing, offset: number, input: FieldInput): void;
}

// The loops stand apart, one for each field and one more for inputs with nulls, so that each stays simple and of one
// type for the compiler.

const count: SlabField = {
  initial: [0],
  add({ slab, cells, from, length }, offset, { nulls }) {
    if (nulls === null)
      for (let i = 0; i < length; i++) {
        const cell = (cells[i] as number) + offset;
        slab[cell] = (slab[cell] as number) + 1;
      }
    else
      for (let i = 0; i < length; i++) {
        const cell = (cells[i] as number) + offset;
        slab[cell] = (slab[cell] as number) + 1 - (nulls[from + i] as number);
      }
  },
};

const sum: SlabField = {
  initial: [-0],
  add({ slab, cells, from, length }, offset, { numbers, nulls }) {
    if (nulls === null)
      for (let i = 0; i < length; i++) {
        const cell = (cells[i] as number) + offset;
        slab[cell] = (slab[cell] as number) + (numbers[from + i] as number);
      }
    else
      for (let i = 0; i < length; i++) {
        if (nulls[from + i] === 1) continue;
        const cell = (cells[i] as number) + offset;
        slab[cell] = (slab[cell] as number) + (numbers[from + i] as number);
      }
  },
};

const min: SlabField = {
  initial: [Number.POSITIVE_INFINITY],
  add({ slab, cells, from, length }, offset, { numbers, nulls }) {
    if (nulls === null)
      for (let i = 0; i < length; i++) {
        const cell = (cells[i] as number) + offset;
        slab[cell] = Math.min(slab[cell] as number, numbers[from + i] as number);
      }
    else
      for (let i = 0; i < length; i++) {
        if (nulls[from + i] === 1) continue;
        const cell = (cells[i] as number) + offset;
        slab[cell] = Math.min(slab[cell] as number, numbers[from + i] as number);
      }
  },
};

const max: SlabField = {
  initial: [Number.NEGATIVE_INFINITY],
  add({ slab, cells, from, length }, offset, { numbers, nulls }) {
    if (nulls === null)
      for (let i = 0; i < length; i++) {
        const cell = (cells[i] as number) + offset;
        slab[cell] = Math.max(slab[cell] as number, numbers[from + i] as number);
      }
    else
      for (let i = 0; i < length; i++) {
        if (nulls[from + i] === 1) continue;
        const cell = (cells[i] as number) + offset;
        slab[cell] = Math.max(slab[cell] as number, numbers[from + i] as number);
      }
  },
};

/** Event time, then value; of equal times the value seen first stays. */
const last: SlabField = {
  initial: [Number.NEGATIVE_INFINITY, 0],
  add({ slab, cells, from, length }, offset, { numbers, nulls, timesMs }) {
    for (let i = 0; i < length; i++) {
      if (nulls !== null && nulls[from + i] === 1) continue;
      const cell = (cells[i] as number) + offset;
      const timeMs = timesMs[from + i] as number;
      if ((slab[cell] as number) >= timeMs) continue;
      slab[cell] = timeMs;
      slab[cell + 1] = numbers[from + i] as number;
    }
  },
};

export const SLAB_FIELDS: Readonly<Record<FieldKind, SlabField>> = { count, sum, min, max, last };
