import { EvaluationError } from "../failure.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function base64FromBytes(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const bits = (a << 16) | (b << 8) | c;
    const left = bytes.length - i;
    text += ALPHABET[bits >> 18] ?? "";
    text += ALPHABET[(bits >> 12) & 63] ?? "";
    text += left > 1 ? (ALPHABET[(bits >> 6) & 63] ?? "") : "=";
    text += left > 2 ? (ALPHABET[bits & 63] ?? "") : "=";
  }
  return text;
}

/** Reads base64 as a mail reader does: characters outside the alphabet do not count. */
export function bytesFromBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of text) {
    if (character === "=") break;
    const value = ALPHABET.indexOf(character);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    if (++count % 4 === 0) bytes.push((bits >> 16) & 255, (bits >> 8) & 255, bits & 255);
  }
  const rest = count % 4;
  if (rest === 1)
    throw new EvaluationError("java.lang.IllegalArgumentException", "The base64 text ends with half a byte.");
  if (rest === 2) bytes.push((bits >> 4) & 255);
  if (rest === 3) bytes.push((bits >> 10) & 255, (bits >> 2) & 255);
  return Uint8Array.from(bytes);
}

type Charset = "utf-8" | "us-ascii" | "iso-8859-1" | "utf-16" | "utf-16be" | "utf-16le";

const NAMES: Readonly<Record<string, Charset>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "us-ascii",
  ascii: "us-ascii",
  "iso-8859-1": "iso-8859-1",
  latin1: "iso-8859-1",
  "utf-16": "utf-16",
  "utf-16be": "utf-16be",
  "utf-16le": "utf-16le",
};

function charsetOf(name: string): Charset {
  const charset = NAMES[name.toLowerCase()];
  if (charset === undefined)
    throw new EvaluationError("java.io.UnsupportedEncodingException", `There is no character set ${name}.`);
  return charset;
}

/** Bytes of a text in a character set; what the set lacks becomes a question mark. */
export function bytesFromCharset(text: string, name: string): Uint8Array {
  const charset = charsetOf(name);
  if (charset === "utf-8") return new TextEncoder().encode(text);
  if (charset === "us-ascii" || charset === "iso-8859-1") {
    const limit = charset === "us-ascii" ? 0x7f : 0xff;
    return Uint8Array.from([...text], (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code <= limit ? code : 0x3f;
    });
  }
  const units = charset === "utf-16" && text !== "" ? `\ufeff${text}` : text;
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < units.length; i++) view.setUint16(2 * i, units.charCodeAt(i), charset === "utf-16le");
  return bytes;
}

/** The text that bytes stand for in a character set. */
export function textFromCharset(bytes: Uint8Array, name: string): string {
  const charset = charsetOf(name);
  if (charset === "utf-8") return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  if (charset === "us-ascii" || charset === "iso-8859-1")
    return [...bytes]
      .map((byte) => (charset === "us-ascii" && byte > 0x7f ? "\ufffd" : String.fromCharCode(byte)))
      .join("");
  const isLittle = charset === "utf-16le" || (charset === "utf-16" && bytes[0] === 0xff && bytes[1] === 0xfe);
  const hasMark =
    charset === "utf-16" && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
  let text = "";
  for (let i = hasMark ? 2 : 0; i + 1 < bytes.length; i += 2) {
    const high = bytes[isLittle ? i + 1 : i] ?? 0;
    text += String.fromCharCode((high << 8) | (bytes[isLittle ? i : i + 1] ?? 0));
  }
  return text;
}
