import type { DataType } from "../schema/schema.ts";
import { isStruct } from "../schema/schema.ts";
import type { Long, StructValue, Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import { compareNaturally, type Ordered } from "./natural-order.ts";
import { SORT_KEY, UNIQUE_ID } from "./operation-types.ts";
import { stringHash } from "./sketches/java-hash.ts";
import { type CopyValue, valueCopier } from "./value-copy.ts";

/** Up to 2k values, in the order in which they were taken since they were last cut to k. */
export interface UniqueTopKIr {
  values: Value[];
  readonly ids: Set<Long>;
  /** A value must rank above it once there are k; `null` before the first. */
  watermark: Ordered | null;
}

/** How values are told apart and ranked; `null` for a struct that lacks what it takes. */
interface Ranking {
  idOf(value: Value): Long | null;
  keyOf(value: Value): Ordered | null;
}

const SCALARS: Ranking = { idOf: (value) => value as Long, keyOf: (value) => value as Ordered };

/** Strings are told apart by their Java hash, as in the fork: "Aa" and "BB" are the same. */
const STRINGS: Ranking = { ...SCALARS, idOf: (value) => stringHash(value as string) };

const STRUCTS: Ranking = {
  idOf: (value) => ((value as StructValue)[UNIQUE_ID] ?? null) as Long | null,
  keyOf: (value) => ((value as StructValue)[SORT_KEY] ?? null) as string | null,
};

/**
 * UNIQUE_TOP_K of the Zipline fork: the `k` largest different values, largest first. Of values with the same id the one
 * seen first stays, and one that ties with the k-th is not taken. A struct without id or sort key is ignored.
 */
export class UniqueTopK implements Aggregator<Value, UniqueTopKIr, Value[]> {
  readonly irType: DataType;
  readonly outputType: DataType;
  readonly #k: number;
  readonly #ranking: Ranking;
  readonly #copy: CopyValue;
  constructor(inputType: DataType, k: number) {
    this.irType = { list: inputType };
    this.outputType = { list: inputType };
    this.#k = Math.max(k, 0);
    this.#ranking = inputType === "string" ? STRINGS : isStruct(inputType) ? STRUCTS : SCALARS;
    this.#copy = valueCopier(inputType);
  }
  prepare(input: Value): UniqueTopKIr {
    return this.update({ values: [], ids: new Set(), watermark: null }, input);
  }
  update(ir: UniqueTopKIr, input: Value): UniqueTopKIr {
    const id = this.#ranking.idOf(input);
    const key = this.#ranking.keyOf(input);
    if (id === null || key === null || ir.ids.has(id)) return ir;
    if (ir.values.length < this.#k) {
      if (ir.watermark === null || key < ir.watermark) ir.watermark = key;
    } else if (ir.watermark === null || !(key > ir.watermark)) return ir;
    ir.values.push(this.#copy(input));
    ir.ids.add(id);
    if (ir.values.length > 2 * this.#k) this.#cut(ir);
    return ir;
  }
  merge(left: UniqueTopKIr, right: UniqueTopKIr): UniqueTopKIr {
    for (const value of right.values) this.update(left, value);
    return left;
  }
  finalize(ir: UniqueTopKIr): Value[] {
    return this.#sorted(ir.values).slice(0, this.#k);
  }
  clone(ir: UniqueTopKIr): UniqueTopKIr {
    return { values: ir.values.slice(), ids: new Set(ir.ids), watermark: ir.watermark };
  }
  normalize(ir: UniqueTopKIr): Value {
    return ir.values.map(this.#copy);
  }
  /** The first k of what is stored set the same watermark again, so nothing of the rest is lost. */
  denormalize(stored: Value): UniqueTopKIr {
    const ir: UniqueTopKIr = { values: [], ids: new Set(), watermark: null };
    for (const value of stored as readonly Value[]) this.update(ir, value);
    return ir;
  }
  #sorted(values: readonly Value[]): Value[] {
    const key = (value: Value): Ordered => this.#ranking.keyOf(value) ?? "";
    return values.toSorted((left, right) => compareNaturally(key(right), key(left)));
  }
  #cut(ir: UniqueTopKIr): void {
    const sorted = this.#sorted(ir.values);
    for (const value of sorted.slice(this.#k)) ir.ids.delete(this.#ranking.idOf(value) ?? 0);
    ir.values = sorted.slice(0, this.#k);
    const last = ir.values.at(-1);
    if (last !== undefined) ir.watermark = this.#ranking.keyOf(last);
  }
}
