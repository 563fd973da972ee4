import type { Long } from "../schema/value.ts";

const ENCODER = new TextEncoder();
const SHORT_TEXT = 64;
/** Values are written into a slab of this size, side by side: an array buffer for each would cost more than the encoding. */
const SLAB_BYTES = 8_192;
/** Larger ones get memory of their own, so that one that is kept for long keeps little else. */
const MOST_SHARED_BYTES = SLAB_BYTES / 8;

/** Avro's binary encoding, written into a buffer that grows. One value at a time: `take` hands it out. */
export class AvroOutput {
  /** Members of arrays and maps carry a union index: see `record-codec.ts`. */
  nullableMembers = false;
  /** A member was null where the encoding has no place for it. */
  nullMember = false;
  #bytes = new Uint8Array(SLAB_BYTES);
  #view = new DataView(this.#bytes.buffer);
  /** Where the value begins; what is before has been handed out. */
  #start = 0;
  #length = 0;

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const written = this.#length - this.#start;
    const needed = written + count;
    this.#moveTo(needed <= SLAB_BYTES ? SLAB_BYTES : Math.max(2 * this.#bytes.length, needed));
  }

  #moveTo(size: number): void {
    const moved = new Uint8Array(size);
    moved.set(this.#bytes.subarray(this.#start, this.#length));
    this.#bytes = moved;
    this.#view = new DataView(moved.buffer);
    this.#length -= this.#start;
    this.#start = 0;
  }

  /** The bytes written since the last `clear`, which are the receiver's; what else is in their buffer is not. */
  take(): Uint8Array {
    const size = this.#length - this.#start;
    if (size <= MOST_SHARED_BYTES && this.#bytes.length === SLAB_BYTES) {
      const taken = new Uint8Array(this.#bytes.buffer, this.#start, size);
      this.#start = this.#length;
      this.clear();
      return taken;
    }
    const taken = this.#bytes.slice(this.#start, this.#length);
    this.clear();
    if (this.#bytes.length > SLAB_BYTES) this.#moveTo(SLAB_BYTES);
    return taken;
  }

  clear(): void {
    this.#length = this.#start;
    this.nullableMembers = false;
    this.nullMember = false;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** A zig-zag variable-length integer of 32 bits. */
  int(value: number): void {
    this.#reserve(5);
    this.#unsigned(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** A zig-zag variable-length integer of 64 bits. */
  long(value: Long): void {
    if (typeof value === "bigint") this.#bigLong(value);
    else if (value >= -0x4000_0000 && value < 0x4000_0000) this.int(value);
    else this.#wideLong(value);
  }

  /**
   * A safe integer of more than 31 bits. Zig-zag would leave the safe integers, so the sign bit and the magnitude are
   * written apart: six bits of it beside the sign, then four times seven, then what is left.
   */
  #wideLong(value: number): void {
    const magnitude = value < 0 ? -(value + 1) : value;
    this.#reserve(10);
    this.#bytes[this.#length++] = ((magnitude % 64) << 1) | (value < 0 ? 1 : 0) | 0x80;
    const rest = Math.floor(magnitude / 64);
    let low = rest % 2 ** 28;
    const high = Math.floor(rest / 2 ** 28);
    if (high === 0) {
      this.#unsigned(low);
      return;
    }
    for (let i = 0; i < 4; i++, low >>>= 7) this.#bytes[this.#length++] = (low & 0x7f) | 0x80;
    this.#unsigned(high);
  }

  #unsigned(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  #bigLong(value: bigint): void {
    this.#reserve(10);
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  float(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  bytes(value: Uint8Array): void {
    this.long(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  string(value: string): void {
    if (value.length > SHORT_TEXT || !this.#ascii(value)) this.bytes(ENCODER.encode(value));
  }

  /** Writes a short text of ASCII characters, or nothing at all. */
  #ascii(value: string): boolean {
    // All of it at once: to reserve moves what is written, and `start` with it.
    this.#reserve(5 + value.length);
    const start = this.#length;
    this.int(value.length);
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) {
        this.#length = start;
        return false;
      }
      this.#bytes[this.#length++] = unit;
    }
    return true;
  }
}
