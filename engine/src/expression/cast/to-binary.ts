import type { Long } from "../../schema/value.ts";
import type { SparkType } from "../types/spark-type.ts";
import type { SparkValue } from "../values/spark-value.ts";

const WIDTHS: Readonly<Record<string, number>> = { tinyint: 1, smallint: 2, int: 4, bigint: 8 };

/** Big-endian bytes of an integer, as wide as its type. */
export function integerBytes(from: SparkType): (value: SparkValue) => Uint8Array {
  const width = WIDTHS[from.kind] ?? 8;
  return (value) => {
    let rest = BigInt.asUintN(width * 8, BigInt(value as Long));
    const bytes = new Uint8Array(width);
    for (let i = width - 1; i >= 0; i--) {
      bytes[i] = Number(rest & 0xffn);
      rest >>= 8n;
    }
    return bytes;
  };
}
