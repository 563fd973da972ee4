type NumericArray = Int32Array | Float64Array;

/** A typed array that grows by doubling: one column of something whose number is not known before. */
export class GrowableColumn<A extends NumericArray> {
  readonly #make: (capacity: number) => A;
  #values: A;
  #length = 0;

  constructor(make: (capacity: number) => A, capacity = 1_024) {
    this.#make = make;
    this.#values = make(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = this.#make(Math.max(16, 2 * this.#length));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** 0 beyond the end. */
  get(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** A copy of exactly the values so far. */
  toArray(): A {
    const exact = this.#make(this.#length);
    exact.set(this.#values.subarray(0, this.#length));
    return exact;
  }
}

export const int32Column = (capacity?: number): GrowableColumn<Int32Array> =>
  new GrowableColumn((length) => new Int32Array(length), capacity);

export const float64Column = (capacity?: number): GrowableColumn<Float64Array> =>
  new GrowableColumn((length) => new Float64Array(length), capacity);
