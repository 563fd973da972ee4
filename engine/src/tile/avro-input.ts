import { TilescopeError } from "../errors.ts";
import { longFromBigInt } from "../schema/long.ts";
import type { Long } from "../schema/value.ts";

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const SHORT_TEXT = 24;

/** A stored value that is not what its schema says. */
export function corrupt(reason: string, cause?: unknown): never {
  throw new TilescopeError("tile/corrupt-value", `A stored value cannot be read: ${reason}`, cause);
}

/** Avro's binary encoding, read from bytes that nobody vouches for: whatever does not fit throws `tile/corrupt-value`. */
export class AvroInput {
  /** Members of arrays and maps carry a union index: see `record-codec.ts`. */
  nullableMembers = false;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    // A plain view: slices of a Node Buffer would share its memory.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  #advance(count: number): number {
    const start = this.#position;
    if (count > this.#bytes.length - start) corrupt("it ends too early");
    this.#position = start + count;
    return start;
  }

  byte(): number {
    return this.#bytes[this.#advance(1)] ?? 0;
  }

  peek(): number | undefined {
    return this.#bytes[this.#position];
  }

  int(): number {
    const value = this.long();
    if (typeof value === "bigint" || value < -(2 ** 31) || value >= 2 ** 31) corrupt("an int has more than 32 bits");
    return value;
  }

  long(): Long {
    let next = this.byte();
    const negative = (next & 1) === 1;
    let magnitude = (next & 0x7f) >> 1;
    let scale = 64;
    while (next > 0x7f) {
      if (scale > 2 ** 41) return this.#bigLong(BigInt(magnitude), negative);
      next = this.byte();
      magnitude += (next & 0x7f) * scale;
      scale *= 128;
    }
    return negative ? -magnitude - 1 : magnitude;
  }

  /** The rest of a long of more than 48 bits. */
  #bigLong(low: bigint, negative: boolean): Long {
    let magnitude = low;
    let next = 0x80;
    for (let shift = 48n; next > 0x7f; shift += 7n) {
      next = this.byte();
      magnitude |= BigInt(next & 0x7f) << shift;
      if (magnitude >= 2n ** 63n || shift > 62n) corrupt("a long has more than 64 bits");
    }
    return longFromBigInt(negative ? -magnitude - 1n : magnitude);
  }

  float(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  #size(): number {
    const size = this.long();
    if (typeof size === "bigint" || size < 0) corrupt("a length is negative or too long");
    return size;
  }

  bytes(): Uint8Array {
    const size = this.#size();
    const start = this.#advance(size);
    return this.#bytes.slice(start, start + size);
  }

  string(): string {
    const size = this.#size();
    const start = this.#advance(size);
    if (size <= SHORT_TEXT) {
      let text = "";
      let i = start;
      for (; i < start + size; i++) {
        const unit = this.#bytes[i] ?? 0;
        if (unit > 0x7f) break;
        text += String.fromCharCode(unit);
      }
      if (i === start + size) return text;
    }
    try {
      return DECODER.decode(this.#bytes.subarray(start, start + size));
    } catch (error) {
      return corrupt("a text is not UTF-8", error);
    }
  }

  /** Number of items in the next block of an array or map; 0 at its end. */
  blockCount(): number {
    const count = this.long();
    if (count >= 0) return checkedCount(count, this.remaining);
    this.#size();
    return checkedCount(-count, this.remaining);
  }
}

const MAX_EMPTY_ITEMS = 1_000_000;

/** Items take at least a byte each, but for records without fields. */
function checkedCount(count: Long, remaining: number): number {
  if (typeof count === "bigint" || count > remaining + MAX_EMPTY_ITEMS) corrupt("a list is longer than its bytes");
  return count;
}
