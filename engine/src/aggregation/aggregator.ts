import type { DataType } from "../schema/schema.ts";
import type { StructValue, Value } from "../schema/value.ts";

/**
 * The algebra of one operation over one scalar (or opaque) input. Inputs are never null: the column wrappers drop them.
 *
 * - There is no empty IR. Nothing aggregated is `null`, kept outside.
 * - `update` and `merge` return the new IR. They may change and return `ir` / `left`, which the caller owns; they never
 *   change, keep or alias `input` or `right`.
 * - `finalize` does not change the IR.
 * - `normalize` gives the storable IR of `irType` (what tiles and Avro hold); `denormalize` is its inverse and copies.
 * - `describe` exists only on sketches: facts about the IR for people, such as its unrounded estimate and its error.
 * - `mergeAll` exists only where merging many at once is not the same as one by one: sketches, to the byte.
 * - `changesRight` is set only by an aggregator that copies a fault of Chronon's (SPEC A13): its `merge` may change and keep
 *   `right`, so that the answer follows from who copied what before.
 * - `delete` exists only where the operation can take an input out again.
 *
 * `timeMs` is the event time; only FIRST, LAST, FIRST_K, LAST_K read it.
 * Laws (engine/SPEC.md): merge is associative, update = merge after prepare, codec round trip, delete undoes update.
 */
export interface Aggregator<In, Ir, Out> {
  readonly irType: DataType;
  readonly outputType: DataType;
  readonly changesRight?: boolean;
  prepare(input: In, timeMs: number): Ir;
  update(ir: Ir, input: In, timeMs: number): Ir;
  merge(left: Ir, right: Ir): Ir;
  finalize(ir: Ir): Out;
  clone(ir: Ir): Ir;
  normalize(ir: Ir): Value;
  denormalize(stored: Value): Ir;
  describe?(ir: Ir): StructValue;
  /** One new IR of all of them (at least one), oldest first; changes and keeps none. */
  mergeAll?(irs: readonly Ir[]): Ir;
  delete?(ir: Ir, input: In, timeMs: number): Ir;
}
