import type { IrNumbers } from "./ir-merges.ts";

/** The numbers that can be read in place, by their Avro types. */
export type NumberType = "int" | "long" | "float" | "double";

/** A nullable column of records: one number, or a struct of numbers none of which is null. */
export interface NumberRecordColumn {
  readonly fields: readonly NumberType[];
  readonly isStruct: boolean;
}

const INT = 0;
const LONG = 1;
const FLOAT = 2;
const DOUBLE = 3;
const CODES: Readonly<Record<NumberType, number>> = { int: INT, long: LONG, float: FLOAT, double: DOUBLE };

const NULL_BRANCH = 0;
const VALUE_BRANCH = 2;

const WORDS = new Int32Array(2);
const DOUBLES = new Float64Array(WORDS.buffer);
const FLOATS = new Float32Array(WORDS.buffer);
DOUBLES[0] = 1;
/** The words of a double in this machine's order; Avro's has the low word first. */
const LOW = WORDS[0] === 0 ? 0 : 1;

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);

/**
 * Avro records as columns of numbers: read in place, one loop over the bytes, without an object for any of them. It does
 * not say what is wrong with bytes that it cannot take: the record's codec does.
 */
export class NumberRecords {
  readonly #isTile: boolean;
  /** Code of each field, column after column; those of column `c` begin at `#first[c]`. */
  readonly #codes: Uint8Array;
  readonly #first: Int32Array;
  readonly #isStruct: Uint8Array;
  readonly #hasAbsent: Uint8Array;
  #capacity: number;
  /** Number `at` of field `f` is at `f * capacity + at`. */
  #numbers: Float64Array;
  #present: Uint8Array;
  #timesMs: Float64Array;
  #length = 0;

  /** With `isTile` a record is the first field of another, which also holds a boolean: see `tile-codec.ts`. */
  constructor(columns: readonly NumberRecordColumn[], isTile: boolean, capacity: number) {
    this.#isTile = isTile;
    this.#codes = Uint8Array.from(columns.flatMap(({ fields }) => fields.map((type) => CODES[type])));
    this.#first = new Int32Array(columns.length + 1);
    for (const [c, { fields }] of columns.entries()) this.#first[c + 1] = (this.#first[c] ?? 0) + fields.length;
    this.#isStruct = Uint8Array.from(columns, ({ isStruct }) => Number(isStruct));
    this.#hasAbsent = new Uint8Array(columns.length);
    this.#capacity = capacity;
    this.#numbers = new Float64Array(this.#codes.length * capacity);
    this.#present = new Uint8Array(columns.length * capacity);
    this.#timesMs = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Time of each record; what is behind `length` means nothing. */
  get timesMs(): Float64Array {
    return this.#timesMs;
  }

  clear(): void {
    this.#length = 0;
    this.#hasAbsent.fill(0);
  }

  /** A column; what is behind `length` means nothing. */
  column(index: number): IrNumbers {
    const capacity = this.#capacity;
    const fields: Float64Array[] = [];
    for (let f = this.#first[index] ?? 0; f < (this.#first[index + 1] ?? 0); f++)
      fields.push(this.#numbers.subarray(f * capacity, (f + 1) * capacity));
    const present = this.#hasAbsent[index] === 1 ? this.#present.subarray(index * capacity) : null;
    return { present, fields };
  }

  /**
   * Adds a record. False: it is before the last one, damaged, or holds something that is no number which a double holds
   * exactly; the records are then of no use until `clear`.
   */
  add(bytes: Uint8Array, timeMs: number): boolean {
    const at = this.#length;
    if (at > 0 && timeMs < (this.#timesMs[at - 1] as number)) return false;
    if (at === this.#capacity) this.#grow();
    this.#timesMs[at] = timeMs;
    this.#length = at + 1;
    const capacity = this.#capacity;
    const numbers = this.#numbers;
    const columns = this.#hasAbsent.length;
    const end = bytes.length;
    let position = 0;
    if (this.#isTile && bytes[position++] !== VALUE_BRANCH) return false;
    for (let c = 0; c < columns; c++) {
      const branch = bytes[position++];
      this.#present[c * capacity + at] = branch === NULL_BRANCH ? 0 : 1;
      if (branch === NULL_BRANCH) {
        this.#hasAbsent[c] = 1;
        continue;
      }
      if (branch !== VALUE_BRANCH) return false;
      const isStruct = this.#isStruct[c] === 1;
      const last = this.#first[c + 1] as number;
      for (let f = this.#first[c] as number; f < last; f++) {
        if (isStruct && bytes[position++] !== VALUE_BRANCH) return false;
        const code = this.#codes[f] as number;
        const cell = f * capacity + at;
        if (code === DOUBLE) {
          if (position + 8 > end) return false;
          WORDS[LOW] = wordAt(bytes, position);
          WORDS[1 - LOW] = wordAt(bytes, position + 4);
          numbers[cell] = DOUBLES[0] as number;
          position += 8;
        } else if (code === FLOAT) {
          if (position + 4 > end) return false;
          WORDS[0] = wordAt(bytes, position);
          numbers[cell] = FLOATS[0] as number;
          position += 4;
        } else {
          // Zig-zag, seven bits a byte: four bytes to the low part, four to the high one, more do not fit a double.
          let next = 0x80;
          let low = 0;
          let high = 0;
          for (let shift = 0; next > 0x7f && shift < 28 && position < end; shift += 7) {
            next = bytes[position++] as number;
            low |= (next & 0x7f) << shift;
          }
          for (let shift = 0; next > 0x7f && shift < 28 && position < end; shift += 7) {
            next = bytes[position++] as number;
            high |= (next & 0x7f) << shift;
          }
          if (next > 0x7f || high >= 2 ** 26) return false;
          const magnitude = (low >>> 1) + high * 2 ** 27;
          const value = (low & 1) === 1 ? -magnitude - 1 : magnitude;
          if (code === INT ? value !== (value | 0) : value < -Number.MAX_SAFE_INTEGER) return false;
          numbers[cell] = value;
        }
      }
    }
    if (this.#isTile) {
      const branch = bytes[position++];
      if (branch === VALUE_BRANCH) position++;
      else if (branch !== NULL_BRANCH) return false;
    }
    return position === end;
  }

  #grow(): void {
    const before = this.#capacity;
    const capacity = 2 * before;
    const [numbers, present] = [this.#numbers, this.#present];
    this.#numbers = new Float64Array(this.#codes.length * capacity);
    this.#present = new Uint8Array(this.#hasAbsent.length * capacity);
    for (let f = 0; f < this.#codes.length; f++)
      this.#numbers.set(numbers.subarray(f * before, (f + 1) * before), f * capacity);
    for (let c = 0; c < this.#hasAbsent.length; c++)
      this.#present.set(present.subarray(c * before, (c + 1) * before), c * capacity);
    const timesMs = new Float64Array(capacity);
    timesMs.set(this.#timesMs);
    this.#timesMs = timesMs;
    this.#capacity = capacity;
  }
}
