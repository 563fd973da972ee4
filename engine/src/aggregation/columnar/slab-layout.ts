import type { OperationName } from "../../group-by/group-by.ts";
import { columnIndex, type DataType, type Schema } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import type { ColumnAggregator } from "../row-aggregator.ts";
import { type FieldKind, SLAB_FIELDS } from "./slab-field.ts";

/** A field of one input column; columns over the same input share it. */
export interface PlacedField {
  readonly kind: FieldKind;
  readonly inputIndex: number;
  /** Place in the cells of a tile. */
  readonly offset: number;
}

/** A base column that fields hold. */
export interface SlabColumn {
  readonly columnIndex: number;
  readonly inputIndex: number;
  /** Whether its sum is a long, exact only while it is a safe integer. */
  readonly isLongSum: boolean;
  /** Cell of the count of its values, which says whether there is any. */
  readonly countOffset: number;
  /** Cell of its own first number; that of the count where it has none. */
  readonly offset: number;
  /** The stored IR out of the cells of a tile; `base` is its cell 0. */
  read(slab: Float64Array, base: number): Value;
  /** The inverse, into the cells of a fresh tile; they hold no bigint. */
  write(slab: Float64Array, base: number, stored: Value): void;
}

export interface SlabLayout {
  readonly fields: readonly PlacedField[];
  readonly columns: readonly SlabColumn[];
  /** Those over integers, which can be larger than cells hold exactly. */
  readonly integerColumns: readonly SlabColumn[];
  /** Cells per tile. */
  readonly width: number;
  /** What the cells of a fresh tile hold. */
  readonly initial: Float64Array;
}

const INTEGERS: ReadonlySet<DataType> = new Set<DataType>(["int", "short", "long"]);
const NUMBERS: ReadonlySet<DataType> = new Set<DataType>([...INTEGERS, "float", "double"]);

/** Fields of an operation besides the count, which says whether there is anything; `null`: not for slabs. */
const FIELDS: Readonly<Partial<Record<OperationName, readonly FieldKind[]>>> = {
  COUNT: [],
  SUM: ["sum"],
  AVERAGE: ["sum"],
  MIN: ["min"],
  MAX: ["max"],
  LAST: ["last"],
};

function reader(operation: OperationName, countOffset: number, offset: number): SlabColumn["read"] {
  const at = (slab: Float64Array, cell: number): number => slab[cell] ?? 0;
  const whenAny =
    (read: (slab: Float64Array, base: number) => Value): SlabColumn["read"] =>
    (slab, base) =>
      slab[base + countOffset] === 0 ? null : read(slab, base);
  if (operation === "COUNT") return whenAny((slab, base) => at(slab, base + countOffset));
  if (operation === "AVERAGE")
    return whenAny((slab, base) => ({ sum: at(slab, base + offset), count: at(slab, base + countOffset) | 0 }));
  if (operation === "LAST")
    return whenAny((slab, base) => ({ epochMillis: at(slab, base + offset), payload: at(slab, base + offset + 1) }));
  return whenAny((slab, base) => at(slab, base + offset));
}

/** Every column over an input counts for the others: one that has something has at least one value. */
function writer(operation: OperationName, countOffset: number, offset: number): SlabColumn["write"] {
  const whenAny =
    (write: (slab: Float64Array, base: number, stored: Value) => void): SlabColumn["write"] =>
    (slab, base, stored) => {
      if (stored === null) return;
      if (slab[base + countOffset] === 0) slab[base + countOffset] = 1;
      write(slab, base, stored);
    };
  if (operation === "COUNT")
    return whenAny((slab, base, stored) => {
      slab[base + countOffset] = stored as number;
    });
  if (operation === "AVERAGE")
    return whenAny((slab, base, stored) => {
      const { sum, count } = stored as { readonly sum: number; readonly count: number };
      slab[base + offset] = sum;
      // A count of 32 bits, which may have wrapped; a COUNT beside it knows better.
      if (slab[base + countOffset] === 1) slab[base + countOffset] = count >>> 0 || 2 ** 32;
    });
  if (operation === "LAST")
    return whenAny((slab, base, stored) => {
      const { epochMillis, payload } = stored as { readonly epochMillis: number; readonly payload: number };
      slab[base + offset] = epochMillis;
      slab[base + offset + 1] = payload;
    });
  return whenAny((slab, base, stored) => {
    slab[base + offset] = stored as number;
  });
}

/** Lays out the columns that fields can hold: COUNT, SUM, AVERAGE, MIN, MAX and LAST over a plain number column. */
export function slabLayout(columns: readonly ColumnAggregator[], inputSchema: Schema): SlabLayout {
  const fields: PlacedField[] = [];
  const initial: number[] = [];
  const place = (kind: FieldKind, inputIndex: number): number => {
    const placed = fields.find((field) => field.kind === kind && field.inputIndex === inputIndex);
    if (placed !== undefined) return placed.offset;
    const offset = initial.length;
    fields.push({ kind, inputIndex, offset });
    initial.push(...SLAB_FIELDS[kind].initial);
    return offset;
  };
  const slabColumns = columns.flatMap(({ part, wrapping }, index): SlabColumn[] => {
    const inputIndex = columnIndex(inputSchema, part.inputColumn);
    const type = inputSchema[inputIndex]?.type;
    const kinds = FIELDS[part.operation];
    if (kinds === undefined || wrapping !== "none" || type === undefined || !NUMBERS.has(type)) return [];
    const countOffset = place("count", inputIndex);
    const [offset = countOffset] = kinds.map((kind) => place(kind, inputIndex));
    const isLongSum = part.operation === "SUM" && INTEGERS.has(type);
    const read = reader(part.operation, countOffset, offset);
    const write = writer(part.operation, countOffset, offset);
    return [{ columnIndex: index, inputIndex, isLongSum, countOffset, offset, read, write }];
  });
  const integerColumns = slabColumns.filter(({ inputIndex }) =>
    INTEGERS.has(inputSchema[inputIndex]?.type ?? "string"),
  );
  return { fields, columns: slabColumns, integerColumns, width: initial.length, initial: Float64Array.from(initial) };
}
