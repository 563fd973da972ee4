import type { BatchColumn, EventBatch } from "../../aggregation/columnar/event-batch.ts";

/** Ranges of keys: few enough that the processor writes to all of them at once without going to memory for each. */
const RANGES = 64;

type Numbers = Extract<BatchColumn, { readonly numbers: Float64Array }>;

/** Events whose columns are all numbers. */
export interface NumberEvents extends Pick<EventBatch, "length" | "keys" | "timesMs"> {
  readonly columns: readonly Numbers[];
}

/**
 * The same events, those of nearby keys together, the order of one key's kept: so that what is held by key is used while
 * it is in the processor's cache.
 */
export function byKeyRange({ length, keys, timesMs, columns }: NumberEvents, keyCount: number): NumberEvents {
  const shift = Math.max(0, Math.ceil(Math.log2(keyCount / RANGES)));
  const rangeOf = (key: number): number => (key < 0 || key >= keyCount ? RANGES : key >> shift);
  const next = new Int32Array(RANGES + 2);
  for (let i = 0; i < length; i++) {
    const after = rangeOf(keys[i] as number) + 1;
    next[after] = (next[after] as number) + 1;
  }
  for (let range = 1; range < next.length; range++) next[range] = (next[range] as number) + (next[range - 1] as number);
  const places = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const range = rangeOf(keys[i] as number);
    const place = next[range] as number;
    places[i] = place;
    next[range] = place + 1;
  }
  const moved = (values: Float64Array): Float64Array => {
    const result = new Float64Array(length);
    for (let i = 0; i < length; i++) result[places[i] as number] = values[i] as number;
    return result;
  };
  const movedKeys = new Int32Array(length);
  for (let i = 0; i < length; i++) movedKeys[places[i] as number] = keys[i] as number;
  const movedNulls = (nulls: Uint8Array): Uint8Array => {
    const result = new Uint8Array(length);
    for (let i = 0; i < length; i++) result[places[i] as number] = nulls[i] as number;
    return result;
  };
  return {
    length,
    keys: movedKeys,
    timesMs: moved(timesMs),
    columns: columns.map(({ numbers, nulls }) => ({ numbers: moved(numbers), nulls: nulls && movedNulls(nulls) })),
  };
}
