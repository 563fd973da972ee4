import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { TilescopeError } from "../../errors.ts";

const MAGIC = 0xbeefc0de;
const META_BYTES = 168;
/** Where a meta page holds its fields, on a 64-bit little-endian machine. */
const AT = { magic: 24, pageSize: 48, freeRoot: 88, mainRoot: 136, transaction: 152 } as const;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/**
 * Throws `embedded/corrupt` for a file that lmdb must not see: it maps what it is given and ends the process when that
 * is no lmdb file or the file was cut off. An absent or empty file is new.
 */
export function checkDataFile(path: string): void {
  if (!existsSync(path)) return;
  const descriptor = openSync(path, "r");
  try {
    if (fstatSync(descriptor).size === 0) return;
    const first = readMeta(descriptor, 0);
    const pageSize = first?.getUint32(AT.pageSize, true) ?? 0;
    const second = readMeta(descriptor, pageSize);
    if (first === null || second === null)
      throw new TilescopeError("embedded/corrupt", `${path} does not begin as a file of this store does`);
    const transaction = (meta: DataView): bigint => meta.getBigUint64(AT.transaction, true);
    const newest = transaction(first) < transaction(second) ? second : first;
    // Pages only ever come before the meta page that names them, so the size is read last.
    const pages = BigInt(fstatSync(descriptor).size) / BigInt(pageSize);
    for (const at of [AT.freeRoot, AT.mainRoot]) {
      const root = newest.getBigUint64(at, true);
      if (root !== NO_PAGE && root >= pages)
        throw new TilescopeError("embedded/corrupt", `${path} was cut off: page ${root} of ${pages} is missing`);
    }
  } finally {
    closeSync(descriptor);
  }
}

function readMeta(descriptor: number, position: number): DataView | null {
  const bytes = new Uint8Array(META_BYTES);
  if (readSync(descriptor, bytes, 0, META_BYTES, position) < META_BYTES) return null;
  const meta = new DataView(bytes.buffer);
  return meta.getUint32(AT.magic, true) === MAGIC ? meta : null;
}
