import { crc32 } from "node:zlib";

const VERSION = 1;
const HEADER = 5;

/** A stored value with its version and CRC-32 in front: lmdb itself does not notice a damaged page. */
export function frame(payload: Uint8Array): Uint8Array {
  const framed = new Uint8Array(HEADER + payload.length);
  framed[0] = VERSION;
  new DataView(framed.buffer).setUint32(1, crc32(payload));
  framed.set(payload, HEADER);
  return framed;
}

/** The payload, or `null` when the bytes are not what was stored. */
export function unframe(framed: Uint8Array): Uint8Array | null {
  if (framed.length < HEADER || framed[0] !== VERSION) return null;
  const payload = new Uint8Array(framed.buffer, framed.byteOffset + HEADER, framed.length - HEADER);
  const view = new DataView(framed.buffer, framed.byteOffset);
  return view.getUint32(1) === crc32(payload) ? payload : null;
}
