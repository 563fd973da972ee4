import { columnShape } from "../../aggregation/column-shape.ts";
import { type BatchColumn, batchValue, type EventBatch } from "../../aggregation/columnar/event-batch.ts";
import type { Feature } from "../../group-by/plan.ts";
import { columnIndex, type DataType, type Schema } from "../../schema/schema.ts";

/** Numbers of one input column, with marks where they are null. */
export type NumberColumn = Extract<BatchColumn, { readonly numbers: Float64Array }>;

/** How a feature can be computed from slots. */
export interface SlotFeature {
  readonly inputIndex: number;
  readonly operation: "COUNT" | "SUM" | "AVERAGE" | "MIN" | "MAX" | "LAST";
  /** Sums of it are exact in doubles, in any order. */
  readonly isExact: boolean;
  /** The result is null where it is not finite. */
  readonly isFloating: boolean;
  /** What is aggregated: the values, or the indices of the events that have one. */
  readonly of: "values" | "indices";
}

const INTEGERS: ReadonlySet<DataType> = new Set<DataType>(["byte", "short", "int", "long"]);
const FLOATS: ReadonlySet<DataType> = new Set<DataType>(["float", "double"]);

/** Input columns of a batch as slots take them, each made once. */
export class SlotInputs {
  readonly #batch: EventBatch;
  readonly #schema: Schema;
  readonly #numbers = new Map<number, NumberColumn | null>();
  readonly #indices = new Map<number, NumberColumn>();
  readonly #exact = new Map<number, boolean>();

  constructor(batch: EventBatch, schema: Schema) {
    this.#batch = batch;
    this.#schema = schema;
  }

  /** How slots compute a feature; `null`: they do not. */
  featureOf({ part }: Feature): SlotFeature | null {
    const inputIndex = columnIndex(this.#schema, part.inputColumn);
    const type = this.#schema[inputIndex]?.type;
    if (type === undefined || part.bucket !== null || columnShape(part, type).kind !== "direct") return null;
    const { operation } = part;
    const isInteger = INTEGERS.has(type);
    const isFloating = FLOATS.has(type);
    const isNumber = isInteger || isFloating;
    const values = { inputIndex, isExact: isInteger, isFloating, of: "values" } as const;
    switch (operation) {
      case "COUNT":
        return { ...values, operation, isFloating: false, of: this.#columnOr(inputIndex, isNumber) };
      case "LAST":
        return { ...values, operation, of: this.#columnOr(inputIndex, isNumber) };
      case "MIN":
      case "MAX":
        return isNumber && this.numbers(inputIndex) !== null ? { ...values, operation } : null;
      case "SUM":
      case "AVERAGE": {
        if (!isNumber || this.numbers(inputIndex) === null) return null;
        const isExact = isInteger && this.#sumsAreExact(inputIndex);
        if (operation === "AVERAGE") return { ...values, operation, isExact, isFloating: true };
        return isExact || isFloating ? { ...values, operation, isExact } : null;
      }
      default:
        return null;
    }
  }

  column(inputIndex: number, of: SlotFeature["of"]): NumberColumn {
    const numbers = of === "values" ? this.numbers(inputIndex) : null;
    return numbers ?? this.#indicesOf(inputIndex);
  }

  /** The column as numbers; `null` where some value is none. */
  numbers(inputIndex: number): NumberColumn | null {
    const known = this.#numbers.get(inputIndex);
    if (known !== undefined) return known;
    const column = this.#batch.columns[inputIndex] ?? { values: [] };
    const numbers = "numbers" in column ? column : numbersOf(column.values, this.#batch.length);
    this.#numbers.set(inputIndex, numbers);
    return numbers;
  }

  #columnOr(inputIndex: number, isNumber: boolean): SlotFeature["of"] {
    return isNumber && this.numbers(inputIndex) !== null ? "values" : "indices";
  }

  #indicesOf(inputIndex: number): NumberColumn {
    const known = this.#indices.get(inputIndex);
    if (known !== undefined) return known;
    const { length, columns } = this.#batch;
    const column = columns[inputIndex] ?? { values: [] };
    const numbers = new Float64Array(length);
    const nulls = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      numbers[i] = i;
      nulls[i] = batchValue(column, i) === null ? 1 : 0;
    }
    const indices = { numbers, nulls };
    this.#indices.set(inputIndex, indices);
    return indices;
  }

  /**
   * Whether no sum of values of one key can pass 2^53 whatever its order: their magnitudes together do not. Each partial
   * sum of the magnitudes is then exact itself, so the test is too.
   */
  #sumsAreExact(inputIndex: number): boolean {
    const known = this.#exact.get(inputIndex);
    if (known !== undefined) return known;
    const { length, keys } = this.#batch;
    const column = this.numbers(inputIndex);
    let keyCount = 0;
    for (let i = 0; i < length; i++) keyCount = Math.max(keyCount, (keys[i] as number) + 1);
    const magnitudes = new Float64Array(keyCount);
    let largest = 0;
    for (let i = 0; column !== null && i < length; i++) {
      const key = keys[i] as number;
      if (key < 0 || column.nulls?.[i] === 1) continue;
      const magnitude = (magnitudes[key] as number) + Math.abs(column.numbers[i] as number);
      magnitudes[key] = magnitude;
      if (magnitude > largest) largest = magnitude;
    }
    const isExact = largest <= Number.MAX_SAFE_INTEGER;
    this.#exact.set(inputIndex, isExact);
    return isExact;
  }
}

function numbersOf(values: readonly unknown[], length: number): NumberColumn | null {
  const numbers = new Float64Array(length);
  const nulls = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const value = values[i] ?? null;
    if (value === null) nulls[i] = 1;
    else if (typeof value === "number") numbers[i] = value;
    else return null;
  }
  return { numbers, nulls };
}
