import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";

const TWO_32 = 2 ** 32;

/** Writes a long, little endian. */
export function setLong(view: DataView, offset: number, value: Long): void {
  if (typeof value === "bigint") {
    view.setBigInt64(offset, value, true);
    return;
  }
  view.setUint32(offset, value >>> 0, true);
  view.setInt32(offset + 4, Math.floor(value / TWO_32), true);
}

/** Reads a long in canonical form, little endian. */
export function getLong(view: DataView, offset: number): Long {
  return longFromBigInt(view.getBigInt64(offset, true));
}
