import { type BatchColumn, batchValue, type EventBatch } from "../../aggregation/columnar/event-batch.ts";
import { type FieldKind, SLAB_FIELDS } from "../../aggregation/columnar/slab-field.ts";
import { byKeyRange } from "./by-key-range.ts";
import type { SlotFeature, SlotInputs } from "./feature-kinds.ts";
import type { IntervalIndex } from "./interval-index.ts";
import {
  ADD,
  byHead,
  LARGEST,
  lastFilledSlots,
  prefixDifferences,
  prefixSums,
  type Slab,
  type SlotMerge,
  type SlotRanges,
  SMALLEST,
  slidingMerges,
} from "./slot-merges.ts";

/** A feature that slots compute, and its window. */
export interface WindowedSlotFeature extends SlotFeature {
  readonly edge: number;
}

interface PlacedField {
  readonly kind: FieldKind;
  readonly inputIndex: number;
  readonly of: SlotFeature["of"];
  readonly offset: number;
}

/** Events of a run: few enough to stay in the processor's cache while field after field goes over them. */
const RUN = 1_024;

/** Where there is more than this to hold, events of nearby keys go together. */
const CACHED_CELLS = 1 << 15;
const MANY_KEYS = 64;

const FIELD: Readonly<Record<Exclude<SlotFeature["operation"], "COUNT">, FieldKind>> = {
  SUM: "sum",
  AVERAGE: "sum",
  MIN: "min",
  MAX: "max",
  LAST: "last",
};

/** The values of each feature at every query, in the order of the queries. */
export function slotFeatures(
  index: IntervalIndex,
  events: EventBatch,
  inputs: SlotInputs,
  features: readonly WindowedSlotFeature[],
): BatchColumn[] {
  const { fields, offsetOf, width } = placeFields(features);
  const slab = fillSlab(index, events, inputs, fields, width);
  const heads = index.headSlots;
  const ranges = remember((edge): SlotRanges => ({ tails: index.tailSlots(edge), heads }));
  const order = remember(() => byHead(heads, slab.slotCount));
  const prefixes = remember((offset) => prefixSums(slab, offset, index.keySlots));
  const differences = remember((offset, edge) => prefixDifferences(prefixes(offset), ranges(edge)));
  const merged = (offset: number, edge: number, merge: SlotMerge) =>
    slidingMerges(slab, offset, merge, ranges(edge), order(0));

  const compute = (feature: WindowedSlotFeature): BatchColumn => {
    const { operation, edge, isExact, isFloating } = feature;
    const countOffset = offsetOf("count", feature);
    const counts = differences(countOffset, edge);
    if (operation === "COUNT") return withNulls(counts.slice(), counts, false);
    const offset = offsetOf(FIELD[operation], feature);
    switch (operation) {
      case "MIN":
        return withNulls(merged(offset, edge, SMALLEST), counts, isFloating);
      case "MAX":
        return withNulls(merged(offset, edge, LARGEST), counts, isFloating);
      case "SUM": {
        const sums = isExact ? differences(offset, edge).slice() : merged(offset, edge, ADD);
        return withNulls(sums, counts, isFloating);
      }
      case "AVERAGE": {
        const sums = isExact ? differences(offset, edge) : merged(offset, edge, ADD);
        return withNulls(
          sums.map((sum, i) => sum / (counts[i] as number)),
          counts,
          true,
        );
      }
      case "LAST": {
        const slots = lastFilledSlots(slab, countOffset, heads);
        const numbers = Float64Array.from(slots, (slot) => slab.cells[slot * width + offset + 1] ?? 0);
        const last = withNulls(numbers, counts, isFloating && feature.of === "values");
        return feature.of === "values" ? last : valuesAt(last, events.columns[feature.inputIndex]);
      }
    }
  };
  return features.map(compute);
}

/** Lays out what slots hold; features over the same input share it. */
function placeFields(features: readonly WindowedSlotFeature[]) {
  const fields: PlacedField[] = [];
  let width = 0;
  for (const { operation, inputIndex, of } of features) {
    const kinds: FieldKind[] = operation === "COUNT" ? ["count"] : ["count", FIELD[operation]];
    for (const kind of kinds) {
      if (fields.some((field) => field.kind === kind && field.inputIndex === inputIndex && field.of === of)) continue;
      fields.push({ kind, inputIndex, of, offset: width });
      width += SLAB_FIELDS[kind].initial.length;
    }
  }
  const offsetOf = (kind: FieldKind, { inputIndex, of }: SlotFeature): number =>
    fields.find((field) => field.kind === kind && field.inputIndex === inputIndex && field.of === of)?.offset ?? 0;
  return { fields, offsetOf, width };
}

function fillSlab(
  index: IntervalIndex,
  events: EventBatch,
  inputs: SlotInputs,
  fields: readonly PlacedField[],
  width: number,
): Slab {
  const { slotCount } = index;
  const cells = new Float64Array(slotCount * width);
  for (const { kind, offset } of fields)
    for (const [i, value] of SLAB_FIELDS[kind].initial.entries())
      if (!Object.is(value, 0)) for (let cell = offset + i; cell < cells.length; cell += width) cells[cell] = value;
  const columns = fields.map(({ inputIndex, of }) => inputs.column(inputIndex, of));
  const given = { length: events.length, keys: events.keys, timesMs: events.timesMs, columns: [...new Set(columns)] };
  const isLarge = slotCount * width > CACHED_CELLS && index.keyCount >= MANY_KEYS;
  const near = isLarge ? byKeyRange(given, index.keyCount) : given;
  const placed = columns.map((column) => near.columns[given.columns.indexOf(column)] ?? column);
  const runCells = new Int32Array(RUN);
  for (let from = 0; from < near.length; from += RUN) {
    const length = Math.min(RUN, near.length - from);
    index.find(near.keys, near.timesMs, from, length, runCells);
    for (let i = 0; i < length; i++) runCells[i] = (runCells[i] as number) * width;
    const landing = { slab: cells, cells: runCells, from, length };
    for (const [i, { kind, offset }] of fields.entries()) {
      const input = placed[i];
      if (input !== undefined) SLAB_FIELDS[kind].add(landing, offset, { ...input, timesMs: near.timesMs });
    }
  }
  return { cells, width, slotCount };
}

/** Null where nothing was counted, and where a floating result is not finite. */
function withNulls(
  numbers: Float64Array,
  counts: Float64Array,
  isFloating: boolean,
): BatchColumn & { numbers: Float64Array; nulls: Uint8Array } {
  const nulls = new Uint8Array(numbers.length);
  for (let i = 0; i < nulls.length; i++)
    nulls[i] = counts[i] === 0 || (isFloating && !Number.isFinite(numbers[i])) ? 1 : 0;
  return { numbers, nulls };
}

/** Indices of events into the values that they have. */
function valuesAt(
  { numbers, nulls }: { numbers: Float64Array; nulls: Uint8Array },
  column: BatchColumn | undefined,
): BatchColumn {
  return {
    values: Array.from(numbers, (index, i) =>
      nulls[i] === 1 || column === undefined ? null : batchValue(column, index),
    ),
  };
}

/** Makes what belongs to one or two small numbers once. */
function remember<T>(make: (one: number, other: number) => T): (one: number, other?: number) => T {
  const made: T[][] = [];
  return (one, other = 0) => {
    made[one] ??= [];
    const ofOne = made[one];
    ofOne[other] ??= make(one, other);
    return ofOne[other];
  };
}
