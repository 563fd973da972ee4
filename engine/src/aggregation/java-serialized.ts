/** Modified UTF-8: every UTF-16 unit for itself, so surrogates take three bytes each, and NUL two. */
function modifiedUtf8(text: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit !== 0 && unit < 0x80) bytes.push(unit);
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f));
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
  }
  return bytes;
}

const STREAM_HEADER = [0xac, 0xed, 0x00, 0x05];
const SHORT_STRING = 0x74;
const LONG_STRING = 0x7c;

/** A string as a Java object output stream writes it: what Chronon hashes strings in. */
export function javaSerializedString(text: string): Uint8Array {
  const utf8 = modifiedUtf8(text);
  const isShort = utf8.length <= 0xffff;
  const lengthBytes = isShort ? 2 : 8;
  const bytes = new Uint8Array(STREAM_HEADER.length + 1 + lengthBytes + utf8.length);
  bytes.set(STREAM_HEADER);
  bytes[STREAM_HEADER.length] = isShort ? SHORT_STRING : LONG_STRING;
  const view = new DataView(bytes.buffer);
  if (isShort) view.setUint16(STREAM_HEADER.length + 1, utf8.length);
  else view.setBigUint64(STREAM_HEADER.length + 1, BigInt(utf8.length));
  bytes.set(utf8, STREAM_HEADER.length + 1 + lengthBytes);
  return bytes;
}
