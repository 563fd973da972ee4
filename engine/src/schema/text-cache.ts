const SLOTS = 16_384;
const LONGEST = 40;

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Texts that were read before, so that a key, which comes again and again, is made once. To compare it costs less than to
 * make it, and a map finds a text that it has met before without hashing it again.
 */
export class TextCache {
  readonly #texts: string[] = new Array<string>(SLOTS).fill("");

  /** The ASCII text of `bytes[start..end)`; `hash` is of these bytes. */
  ascii(bytes: Uint8Array, start: number, end: number, hash: number): string {
    if (end - start > LONGEST) return DECODER.decode(bytes.subarray(start, end));
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#texts[slot] as string;
    if (known.length === end - start && isSame(known, bytes, start)) return known;
    const units: number[] = [];
    for (let i = start; i < end; i++) units.push(bytes[i] as number);
    const text = String.fromCharCode(...units);
    this.#texts[slot] = text;
    return text;
  }
}

function isSame(text: string, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
