import type { Long } from "../schema/value.ts";

const ENCODER = new TextEncoder();
const SHORT_TEXT = 64;

/** Avro's binary encoding, written into a buffer that grows. One value at a time: `take` hands out a copy and empties it. */
export class AvroOutput {
  /** Members of arrays and maps carry a union index: see `record-codec.ts`. */
  nullableMembers = false;
  /** A member was null where the encoding has no place for it. */
  nullMember = false;
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** The bytes written since the last `clear`. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.clear();
    return taken;
  }

  clear(): void {
    this.#length = 0;
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
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A zig-zag variable-length integer of 64 bits. */
  long(value: Long): void {
    if (typeof value === "bigint") this.#bigLong(value);
    else if (value >= -0x4000_0000 && value < 0x4000_0000) this.int(value);
    else {
      // Zig-zag would leave the safe integers, so the sign bit and the magnitude are written apart.
      const magnitude = value < 0 ? -(value + 1) : value;
      this.#reserve(10);
      let rest = Math.floor(magnitude / 64);
      let next = ((magnitude % 64) << 1) | (value < 0 ? 1 : 0);
      while (rest > 0) {
        this.#bytes[this.#length++] = next | 0x80;
        next = rest % 128;
        rest = Math.floor(rest / 128);
      }
      this.#bytes[this.#length++] = next;
    }
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
    const start = this.#length;
    this.int(value.length);
    this.#reserve(value.length);
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
