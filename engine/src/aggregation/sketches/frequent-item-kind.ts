import { TilescopeError } from "../../errors.ts";
import { type DataType, describeType } from "../../schema/schema.ts";
import type { Long } from "../../schema/value.ts";
import { javaDoubleText } from "./java-double-text.ts";
import { doubleHash, longHash, scalaDoubleHash, scalaLongHash, stringHash } from "./java-hash.ts";
import { getLong, setLong } from "./long-bytes.ts";
import { javaUtf8 } from "./utf8.ts";

/** What an item is to a frequent-items sketch: a string, a long or a double. */
export type Item = string | Long;

/** How items of one kind are hashed, shown and stored. */
export interface FrequentItemKind {
  /** Byte in front of a stored sketch. */
  readonly typeByte: 0 | 1 | 2;
  /** `hashCode` of Java. */
  hashCode(item: Item): number;
  /** `##` of Scala. */
  scalaHash(item: Item): number;
  /** Key in the output map. */
  text(item: Item): string;
  toBytes(items: readonly Item[]): Uint8Array;
  /** Reads `count` items from the start of `bytes`. */
  fromBytes(bytes: Uint8Array, count: number): Item[];
}

function viewOf(bytes: Uint8Array, needed: number): DataView {
  if (bytes.length < needed)
    throw new TilescopeError("aggregation/bad-sketch", "The items of a frequent-items sketch are cut off.");
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function wordsToBytes(items: readonly Item[], write: (view: DataView, at: number, item: Item) => void): Uint8Array {
  const bytes = new Uint8Array(8 * items.length);
  const view = new DataView(bytes.buffer);
  items.forEach((item, i) => {
    write(view, 8 * i, item);
  });
  return bytes;
}

function wordsFromBytes(bytes: Uint8Array, count: number, read: (view: DataView, at: number) => Item): Item[] {
  const view = viewOf(bytes, 8 * count);
  return Array.from({ length: count }, (_, i) => read(view, 8 * i));
}

const longKind: FrequentItemKind = {
  typeByte: 1,
  hashCode: (item) => longHash(item as Long),
  scalaHash: (item) => scalaLongHash(item as Long),
  text: String,
  toBytes: (items) => wordsToBytes(items, (view, at, item) => setLong(view, at, item as Long)),
  fromBytes: (bytes, count) => wordsFromBytes(bytes, count, getLong),
};

const doubleKind: FrequentItemKind = {
  typeByte: 2,
  hashCode: (item) => doubleHash(item as number),
  scalaHash: (item) => scalaDoubleHash(item as number),
  text: (item) => javaDoubleText(item as number),
  toBytes: (items) => wordsToBytes(items, (view, at, item) => view.setFloat64(at, item as number, true)),
  fromBytes: (bytes, count) => wordsFromBytes(bytes, count, (view, at) => view.getFloat64(at, true)),
};

/** Strings as UTF-8 with their length in front, four bytes. */
const stringKind: FrequentItemKind = {
  typeByte: 0,
  hashCode: (item) => stringHash(item as string),
  scalaHash: (item) => stringHash(item as string),
  text: (item) => item as string,
  toBytes(items) {
    const texts = items.map((item) => javaUtf8(item as string));
    const bytes = new Uint8Array(texts.reduce((length, text) => length + 4 + text.length, 0));
    const view = new DataView(bytes.buffer);
    let at = 0;
    for (const text of texts) {
      view.setInt32(at, text.length, true);
      bytes.set(text, at + 4);
      at += 4 + text.length;
    }
    return bytes;
  },
  fromBytes(bytes, count) {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let at = 0;
    return Array.from({ length: count }, () => {
      const length = viewOf(bytes, at + 4).getUint32(at, true);
      viewOf(bytes, at + 4 + length);
      const text = decoder.decode(bytes.subarray(at + 4, at + 4 + length));
      at += 4 + length;
      return text;
    });
  },
};

/** The kind that a column of `inputType` is counted as; integers as longs, floats as doubles. */
export function frequentItemKind(inputType: DataType): FrequentItemKind {
  switch (inputType) {
    case "int":
    case "long":
    case "short":
      return longKind;
    case "float":
    case "double":
      return doubleKind;
    case "string":
      return stringKind;
  }
  throw new Error(`There is no kind of frequent items for ${describeType(inputType)}`);
}

/** The kind behind the type byte of a stored sketch. */
export function frequentItemKindOf(typeByte: number | undefined): FrequentItemKind {
  const kind = [stringKind, longKind, doubleKind].find((candidate) => candidate.typeByte === typeByte);
  if (kind === undefined)
    throw new TilescopeError("aggregation/bad-sketch", `There is no kind of frequent items ${typeByte}.`);
  return kind;
}
