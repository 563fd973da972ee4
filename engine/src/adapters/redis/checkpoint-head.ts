import { crc32 } from "node:zlib";

/** What is stored of a checkpoint under its id: the value itself, or where its parts are. */
export type CheckpointHead =
  | { readonly kind: "value"; readonly bytes: Uint8Array; readonly crc: number }
  | { readonly kind: "parts"; readonly upload: string; readonly count: number; readonly crc: number };

const VALUE = 0x76;
const PARTS = 0x70;
const LENGTH = 5;

/** A letter for the kind and the CRC-32 of the value, then the value or `<upload>:<count>`. */
export function writeHead(head: CheckpointHead): Buffer {
  const start = Buffer.alloc(LENGTH);
  start[0] = head.kind === "value" ? VALUE : PARTS;
  start.writeUInt32BE(head.crc, 1);
  return Buffer.concat([start, head.kind === "value" ? head.bytes : Buffer.from(`${head.upload}:${head.count}`)]);
}

/** `null` for bytes that are no head. */
export function readHead(stored: Buffer): CheckpointHead | null {
  if (stored.length < LENGTH) return null;
  const crc = stored.readUInt32BE(1);
  if (stored[0] === VALUE) return { kind: "value", bytes: new Uint8Array(stored.subarray(LENGTH)), crc };
  const [, upload, count] = /^(\w+):(\d+)$/.exec(stored.toString("latin1", LENGTH)) ?? [];
  if (stored[0] !== PARTS || upload === undefined) return null;
  return { kind: "parts", upload, count: Number(count), crc };
}

export const checksum = (bytes: Uint8Array): number => crc32(bytes);
