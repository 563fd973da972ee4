import type { Row, Value } from "../../schema/value.ts";
import type { ColumnAggregator, ColumnIr } from "../row-aggregator.ts";
import { ColumnBase } from "./column-base.ts";

/** IRs by bucket or by map key. */
export type KeyedIr = Map<string, unknown>;

/** A Map of IRs: what bucketed and map columns share. No IR inside is null. */
export abstract class KeyedColumn extends ColumnBase implements ColumnAggregator {
  readonly wrapping = "map";

  abstract update(ir: ColumnIr, row: Row, timeMs: number): ColumnIr;
  abstract delete(ir: ColumnIr, row: Row, timeMs: number): ColumnIr;

  merge(left: ColumnIr, right: ColumnIr): ColumnIr {
    if (right === null) return left;
    const merged = (left ?? new Map()) as KeyedIr;
    for (const [key, ir] of right as KeyedIr) {
      const present = merged.get(key);
      merged.set(key, present === undefined ? this.aggregator.clone(ir) : this.aggregator.merge(present, ir));
    }
    return merged;
  }

  clone(ir: ColumnIr): ColumnIr {
    return this.#map(ir, (value) => this.aggregator.clone(value));
  }

  finalize(ir: ColumnIr): Value {
    return this.#map(ir, (value) => this.aggregator.finalize(value));
  }

  normalize(ir: ColumnIr): Value {
    return this.#map(ir, (value) => this.aggregator.normalize(value));
  }

  denormalize(stored: Value): ColumnIr {
    return this.#map(stored, (value) => this.aggregator.denormalize(value as Value));
  }

  #map<T>(ir: unknown, change: (value: unknown) => T): Map<string, T> | null {
    if (ir === null) return null;
    const changed = new Map<string, T>();
    for (const [key, value] of ir as KeyedIr) changed.set(key, change(value));
    return changed;
  }
}
