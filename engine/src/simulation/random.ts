/** Mixes the bits of a 32-bit number so that neighbours differ everywhere (the finalizer of MurmurHash3). */
export function mix32(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const GOLDEN = 0x9e3779b9;
const WARM_UP = 12;

/**
 * A seeded source of randomness: Chris Doty-Humphrey's sfc32 (128 bits of state, period at least 2^32, passes
 * PractRand). Whole 32-bit arithmetic only, so a seed gives the same numbers on every machine. `stream` names an
 * independent sequence of the same seed.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, stream: string) {
    let label = mix32(seed) ^ mix32(Math.floor(seed / 2 ** 32) + GOLDEN);
    for (let i = 0; i < stream.length; i++) label = mix32(Math.imul(label, 31) + stream.charCodeAt(i) + GOLDEN);
    this.#a = mix32(label);
    this.#b = mix32(label + GOLDEN);
    this.#c = mix32(label + 2 * GOLDEN);
    for (let i = 0; i < WARM_UP; i++) this.uint32();
  }

  /** Whole number in [0, 2^32). */
  uint32(): number {
    const mixed = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + mixed) | 0;
    return mixed >>> 0;
  }

  /** In [0, 1), a multiple of 2^-53. */
  unit(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return probability > 0 && this.unit() < probability;
  }

  /** Whole number in [min, max]. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.unit() * (max - min + 1));
  }
}
