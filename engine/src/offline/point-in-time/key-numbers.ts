import { keyId } from "../../operators/key-id.ts";
import type { Row, Value } from "../../schema/value.ts";

/**
 * Keys as numbers from 0, in the order in which they are first seen: what batches hold in their place. The keys of one
 * `KeyNumbers` are of one schema. A key of one column that is null has no number: -1.
 */
export class KeyNumbers {
  readonly #numbers = new Map<string, number>();

  get count(): number {
    return this.#numbers.size;
  }

  /** The number of a key, given to it now if it has none. */
  add(key: Row): number {
    const id = idOf(key);
    return id === null ? -1 : this.#add(id);
  }

  /** The number of a key, or -1 where it has none. */
  find(key: Row): number {
    const id = idOf(key);
    return id === null ? -1 : (this.#numbers.get(id) ?? -1);
  }

  /** The numbers of keys of one column; with `find` those that have none yet get -1. */
  addAll(keys: readonly Value[]): Int32Array {
    return this.#all(keys, (id) => this.#add(id));
  }

  findAll(keys: readonly Value[]): Int32Array {
    return this.#all(keys, (id) => this.#numbers.get(id) ?? -1);
  }

  #add(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(id, number);
    return number;
  }

  #all(keys: readonly Value[], numberOf: (id: string) => number): Int32Array {
    const numbers = new Int32Array(keys.length);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? null;
      numbers[i] = key === null ? -1 : numberOf(typeof key === "string" ? key : keyId([key]));
    }
    return numbers;
  }
}

/** Strings alone stand for themselves, which spares most keys a new text. */
function idOf(key: Row): string | null {
  if (key.length !== 1) return keyId(key);
  const part = key[0] ?? null;
  return part === null || typeof part === "string" ? part : keyId(key);
}
