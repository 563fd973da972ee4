import { TilescopeError } from "../errors.ts";
import { type Json, parseJson } from "./json.ts";
import { TextCache } from "./text-cache.ts";

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const DEEPEST = 64;
/** So many digits are exact in a double, and so are these powers of ten: one division of two of them rounds once. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

const REFUSED = new TilescopeError("schema/not-scanned", "The text is not JSON, or more nested than the scanner goes.");
const refuse = (): never => {
  throw REFUSED;
};

/**
 * Reads JSON from UTF-8 bytes, value by value: each is what `parseJson` would give, and what is passed over is checked
 * as strictly. It throws for everything that is not JSON and says no more than that.
 */
export class JsonScanner {
  readonly #texts = new TextCache();
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#at = 0;
  }

  /** Whether nothing is left but white space. */
  get ended(): boolean {
    return Number.isNaN(this.peek());
  }

  /** The byte behind white space; NaN at the end. */
  peek(): number {
    for (;;) {
      const byte = this.#bytes[this.#at] ?? Number.NaN;
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return byte;
      this.#at++;
    }
  }

  /** Passes over one punctuation mark. */
  mark(byte: number): void {
    if (this.peek() !== byte) refuse();
    this.#at++;
  }

  /** Passes over `name`, the bytes between the quotes, when a string of exactly these bytes is next. */
  takeName(name: Uint8Array): boolean {
    if (this.peek() !== QUOTE) return false;
    const bytes = this.#bytes;
    const start = this.#at + 1;
    for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name[i]) return false;
    if (bytes[start + name.length] !== QUOTE) return false;
    this.#at = start + name.length + 1;
    return true;
  }

  /** The next string, and a copy of the bytes between its quotes. */
  name(): { readonly text: string; readonly raw: Uint8Array } {
    if (this.peek() !== QUOTE) refuse();
    const start = this.#at + 1;
    const text = this.#string();
    return { text, raw: new Uint8Array(this.#bytes.subarray(start, this.#at - 1)) };
  }

  value(): Json {
    const byte = this.peek();
    if (byte === QUOTE) return this.#string();
    if (byte === MINUS || (byte >= ZERO && byte <= 0x39)) return this.#number();
    const start = this.#at;
    this.skip();
    return parseJson(DECODER.decode(this.#bytes.subarray(start, this.#at)));
  }

  /** Passes over a value and checks that it is one. */
  skip(depth = 0): void {
    const byte = this.peek();
    if (byte === QUOTE) this.#string();
    else if (byte === 0x7b || byte === 0x5b) this.#skipMembers(byte, depth);
    else if (byte === 0x74) this.#word("true");
    else if (byte === 0x66) this.#word("false");
    else if (byte === 0x6e) this.#word("null");
    else this.#number();
  }

  #skipMembers(open: number, depth: number): void {
    if (depth >= DEEPEST) refuse();
    const close = open + 2;
    this.mark(open);
    if (this.peek() !== close)
      for (;;) {
        if (open === 0x7b) {
          if (this.peek() !== QUOTE) refuse();
          this.#string();
          this.mark(0x3a);
        }
        this.skip(depth + 1);
        if (this.peek() !== 0x2c) break;
        this.#at++;
      }
    this.mark(close);
  }

  #word(word: string): void {
    for (let i = 0; i < word.length; i++) if (this.#bytes[this.#at++] !== word.charCodeAt(i)) refuse();
  }

  #string(): string {
    const bytes = this.#bytes;
    const start = this.#at + 1;
    let hash = 0;
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.#at = at + 1;
        return this.#texts.ascii(bytes, start, at, hash);
      }
      if (byte === BACKSLASH || byte > 0x7f) return this.#unusualString(at);
      if (byte < 0x20) refuse();
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    return refuse();
  }

  /** A string with escapes or with more than ASCII: the platform reads it, once its end is known. */
  #unusualString(from: number): string {
    const bytes = this.#bytes;
    let at = from;
    while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    const text = DECODER.decode(bytes.subarray(this.#at, at + 1));
    this.#at = at + 1;
    return JSON.parse(text) as string;
  }

  #number(): number | bigint {
    const bytes = this.#bytes;
    const start = this.#at;
    const negative = bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    let at = first;
    let digits = 0;
    let byte = bytes[at] as number;
    for (; byte >= ZERO && byte <= 0x39; byte = bytes[++at] as number) digits = digits * 10 + (byte - ZERO);
    if (at === first || (bytes[first] === ZERO && at > first + 1)) refuse();
    const point = at;
    if (byte === POINT) {
      byte = bytes[++at] as number;
      for (; byte >= ZERO && byte <= 0x39; byte = bytes[++at] as number) digits = digits * 10 + (byte - ZERO);
      if (at === point + 1) refuse();
    }
    this.#at = at;
    const decimals = at === point ? 0 : at - point - 1;
    if (byte === 0x65 || byte === 0x45) this.#skipExponent();
    else if (at - first <= EXACT_DIGITS) {
      const magnitude = decimals === 0 ? digits : digits / (POWERS_OF_TEN[decimals] as number);
      return negative ? -magnitude : magnitude;
    }
    return parseJson(DECODER.decode(bytes.subarray(start, this.#at))) as number | bigint;
  }

  #skipExponent(): void {
    const bytes = this.#bytes;
    let at = this.#at + 1;
    if (bytes[at] === MINUS || bytes[at] === 0x2b) at++;
    const first = at;
    while ((bytes[at] ?? 0) >= ZERO && (bytes[at] ?? 0) <= 0x39) at++;
    if (at === first) refuse();
    this.#at = at;
  }
}
