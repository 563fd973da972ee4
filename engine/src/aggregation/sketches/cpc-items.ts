import { type DataType, describeType } from "../../schema/schema.ts";
import type { Long, Value } from "../../schema/value.ts";
import { setLong } from "./long-bytes.ts";
import { writeJavaUtf8 } from "./utf8.ts";

/** Items on their way into a sketch, as bytes; `bytes` is larger than `length` and grows. */
export interface CpcItems {
  bytes: Uint8Array;
  length: number;
}

/** How items of one type are hashed: eight bytes each, or bytes with their length in front. */
export interface CpcItemEncoding {
  readonly fixedWidth: boolean;
  /** Appends an item; empty strings and binaries are left out, as in the reference. */
  append(items: CpcItems, input: Value): void;
}

const NONE = new Uint8Array(0);
const SMALLEST = 32;
const PREFIX = 4;

export const noCpcItems = (): CpcItems => ({ bytes: NONE, length: 0 });

function makeRoom(items: CpcItems, more: number): void {
  const needed = items.length + more;
  if (needed <= items.bytes.length) return;
  const grown = new Uint8Array(Math.max(SMALLEST, 2 * items.bytes.length, needed));
  grown.set(items.bytes.subarray(0, items.length));
  items.bytes = grown;
}

const word = new DataView(new ArrayBuffer(8));
const wordBytes = new Uint8Array(word.buffer);

function appendWord(items: CpcItems): void {
  makeRoom(items, 8);
  items.bytes.set(wordBytes, items.length);
  items.length += 8;
}

function writePrefix(items: CpcItems, length: number): void {
  for (let i = 0; i < PREFIX; i++) items.bytes[items.length + i] = length >>> (8 * i);
}

const longs: CpcItemEncoding = {
  fixedWidth: true,
  append(items, input) {
    setLong(word, 0, input as Long);
    appendWord(items);
  },
};

/** Minus zero counts as zero, and there is one NaN. */
const doubles: CpcItemEncoding = {
  fixedWidth: true,
  append(items, input) {
    const number = input as number;
    if (Number.isNaN(number)) word.setBigInt64(0, 0x7ff8000000000000n, true);
    else word.setFloat64(0, number + 0, true);
    appendWord(items);
  },
};

const strings: CpcItemEncoding = {
  fixedWidth: false,
  append(items, input) {
    const text = input as string;
    if (text.length === 0) return;
    makeRoom(items, PREFIX + 3 * text.length);
    const end = writeJavaUtf8(text, items.bytes, items.length + PREFIX);
    writePrefix(items, end - items.length - PREFIX);
    items.length = end;
  },
};

const binaries: CpcItemEncoding = {
  fixedWidth: false,
  append(items, input) {
    const binary = input as Uint8Array;
    if (binary.length === 0) return;
    makeRoom(items, PREFIX + binary.length);
    writePrefix(items, binary.length);
    items.bytes.set(binary, items.length + PREFIX);
    items.length += PREFIX + binary.length;
  },
};

/** The encoding that gives the hashes of the reference: integers as longs, floats as doubles, strings as UTF-8. */
export function cpcItemEncoding(inputType: DataType): CpcItemEncoding {
  switch (inputType) {
    case "int":
    case "long":
    case "short":
      return longs;
    case "float":
    case "double":
      return doubles;
    case "string":
      return strings;
    case "binary":
      return binaries;
  }
  throw new Error(`APPROX_UNIQUE_COUNT has no encoding for ${describeType(inputType)}`);
}
