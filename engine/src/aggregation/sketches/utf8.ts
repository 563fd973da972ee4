const REPLACEMENT = 0x3f;

/**
 * Writes `text` as Java's UTF-8 encoder does: a surrogate without its partner becomes `?`, where the web's encoder
 * writes U+FFFD. `target` needs room for three bytes per UTF-16 unit. Returns the position behind the last byte.
 */
export function writeJavaUtf8(text: string, target: Uint8Array, start: number): number {
  let at = start;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      target[at++] = code;
      continue;
    }
    if (code < 0x800) {
      target[at++] = 0xc0 | (code >> 6);
      target[at++] = 0x80 | (code & 0x3f);
      continue;
    }
    if (code >= 0xd800 && code < 0xe000) {
      const next = code < 0xdc00 ? text.charCodeAt(i + 1) : Number.NaN;
      if (!(next >= 0xdc00 && next < 0xe000)) {
        target[at++] = REPLACEMENT;
        continue;
      }
      i++;
      code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
      target[at++] = 0xf0 | (code >> 18);
      target[at++] = 0x80 | ((code >> 12) & 0x3f);
    } else target[at++] = 0xe0 | (code >> 12);
    target[at++] = 0x80 | ((code >> 6) & 0x3f);
    target[at++] = 0x80 | (code & 0x3f);
  }
  return at;
}

/** The bytes of `writeJavaUtf8`. */
export function javaUtf8(text: string): Uint8Array {
  const target = new Uint8Array(3 * text.length);
  return target.slice(0, writeJavaUtf8(text, target, 0));
}
