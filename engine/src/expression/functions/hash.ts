import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { derive, type TypedExpression } from "../analysis/typed-expression.ts";
import { failType } from "../failure.ts";
import { BIGINT, BINARY, containsMap, INT, type SparkType, STRING } from "../types/spark-type.ts";
import { crc32, md5Hex, sha1Hex, sha2Hex } from "../values/digests.ts";
import { murmurBytes, murmurInt, murmurLong } from "../values/murmur3.ts";
import type { CalendarInterval, Decimal, SparkArray, SparkStruct, SparkValue } from "../values/spark-value.ts";
import { xxhashBytes, xxhashInt, xxhashLong } from "../values/xxhash64.ts";
import { define, type FunctionDefinition, MANY, simple } from "./definition.ts";

/** A hash over the primitive forms that values are reduced to; every value continues from the hash so far. */
interface Primitives<H> {
  ofInt(value: number, seed: H): H;
  ofLong(value: Long, seed: H): H;
  ofBytes(bytes: Uint8Array, seed: H): H;
}

const ENCODER = new TextEncoder();
const SCRATCH = new DataView(new ArrayBuffer(8));

function floatBits(value: number): number {
  SCRATCH.setFloat32(0, value === 0 ? 0 : value);
  return SCRATCH.getInt32(0);
}

function doubleBits(value: number): bigint {
  SCRATCH.setFloat64(0, value === 0 ? 0 : value);
  return SCRATCH.getBigInt64(0);
}

/** The fewest big-endian bytes of a two's complement number. */
function bytesOfBigInt(value: bigint): Uint8Array {
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size++;
  const bytes = new Uint8Array(size);
  let rest = value;
  for (let i = size - 1; i >= 0; i--) {
    bytes[i] = Number(rest & 255n);
    rest >>= 8n;
  }
  return bytes;
}

type Hash<H> = (value: SparkValue, seed: H) => H;

/** The hash of present values of a type; a NULL anywhere leaves the hash as it is. */
function hashOf<H>(type: SparkType, primitives: Primitives<H>): Hash<H> {
  const { ofInt, ofLong, ofBytes } = primitives;
  const orSeed =
    (hash: Hash<H>): Hash<H> =>
    (value, seed) =>
      value === null ? seed : hash(value, seed);
  switch (type.kind) {
    case "boolean":
      return (value, seed) => ofInt(value === true ? 1 : 0, seed);
    case "bigint":
    case "timestamp":
    case "timestamp_ntz":
    case "dayTime":
      return (value, seed) => ofLong(value as Long, seed);
    case "float":
      return (value, seed) => ofInt(floatBits(value as number), seed);
    case "double":
      return (value, seed) => ofLong(doubleBits(value as number), seed);
    case "decimal":
      return (value, seed) => {
        const { unscaled } = value as Decimal;
        return type.precision <= 18 ? ofLong(unscaled, seed) : ofBytes(bytesOfBigInt(unscaled), seed);
      };
    case "string":
      return (value, seed) => ofBytes(ENCODER.encode(value as string), seed);
    case "binary":
      return (value, seed) => ofBytes(value as Uint8Array, seed);
    case "array": {
      const element = orSeed(hashOf(type.element, primitives));
      return (value, seed) => (value as SparkArray).reduce<H>((hash, item) => element(item, hash), seed);
    }
    case "struct": {
      const fields = type.fields.map((field) => ({ key: field.key, hash: orSeed(hashOf(field.type, primitives)) }));
      return (value, seed) =>
        fields.reduce((hash, field) => field.hash((value as SparkStruct)[field.key] ?? null, hash), seed);
    }
    case "calendarInterval":
      return (value, seed) => {
        const { months, days, micros } = value as CalendarInterval;
        return ofInt(months, ofInt(days, ofLong(micros, seed)));
      };
    case "void":
      return (_value, seed) => seed;
    default:
      return (value, seed) => ofInt(value as number, seed);
  }
}

function hashFunction<H>(
  name: string,
  gives: SparkType,
  primitives: Primitives<H>,
  start: H,
  show: (hash: H) => SparkValue,
): FunctionDefinition {
  return define(name, [1, MANY], ({ args, span }) => {
    const map = args.find((arg) => containsMap(arg.type));
    if (map !== undefined)
      return failType(
        "HASH_MAP_TYPE",
        map.span,
        `${name} does not take maps.`,
        "Hash the keys or the values of the map.",
      );
    const parts = args.map((arg: TypedExpression) => ({ evaluate: arg.evaluate, hash: hashOf(arg.type, primitives) }));
    return derive(gives, args, span, (row) => {
      let hash = start;
      for (const part of parts) {
        const value = part.evaluate(row);
        if (value !== null) hash = part.hash(value, hash);
      }
      return show(hash);
    });
  });
}

/** Hashes of any value (HASH, XXHASH64) and digests of bytes. */
export const HASH_FUNCTIONS: readonly FunctionDefinition[] = [
  hashFunction("hash", INT, { ofInt: murmurInt, ofLong: murmurLong, ofBytes: murmurBytes }, 42, (hash) => hash),
  hashFunction("xxhash64", BIGINT, { ofInt: xxhashInt, ofLong: xxhashLong, ofBytes: xxhashBytes }, 42n, longFromBigInt),
  simple("md5", { takes: [BINARY], gives: STRING, compute: md5Hex }),
  simple("sha sha1", { takes: [BINARY], gives: STRING, compute: sha1Hex }),
  simple("sha2", { takes: [BINARY, INT], gives: STRING, compute: sha2Hex }),
  simple("crc32", { takes: [BINARY], gives: BIGINT, compute: crc32 }),
];
