import fc from "fast-check";
import { functionNames } from "../src/expression/functions/registry.ts";
import type { Decimal, SparkArray, SparkMap, SparkStruct, SparkType, SparkValue } from "../src/expression/index.ts";

const OPERATORS = [
  "+",
  "-",
  "*",
  "/",
  "%",
  "DIV",
  "=",
  "<",
  ">=",
  "<=>",
  "AND",
  "OR",
  "||",
  "&",
  "|",
  "^",
  "LIKE",
  "RLIKE",
];
const TYPES = [
  "int",
  "bigint",
  "double",
  "string",
  "boolean",
  "date",
  "timestamp",
  "decimal(10,2)",
  "float",
  "tinyint",
  "binary",
  "array<string>",
];
const LAMBDAS = [
  "x -> x",
  "x -> x + 1",
  "(x, y) -> y",
  "x -> x > 1",
  "(acc, x) -> acc + x",
  "(k, v) -> k",
  "(k, v1, v2) -> v1",
];
const LITERALS = [
  "NULL",
  "0",
  "1",
  "-1",
  "2",
  "5L",
  "1.5",
  "0.5D",
  "'abc'",
  "''",
  "'a,b'",
  "'2023-12-01'",
  "'yyyy-MM-dd'",
  "true",
  "DATE '2024-02-29'",
  "TIMESTAMP '2023-12-01 10:20:30'",
  "INTERVAL 1 DAY",
  "INTERVAL '1-2' YEAR TO MONTH",
  "array(1, 2)",
  "array()",
  "map('a', 1)",
  "'é😀'",
  "X'1F'",
  "'MONTH'",
  "'UTC'",
  "'$.a'",
  "CAST('NaN' AS double)",
  "make_interval(1, 2, 3)",
];

/** Sql text over all functions and operators, with arguments of any type: much of it is refused, as it should be. */
export function randomExpression(columns: readonly string[]): fc.Arbitrary<string> {
  const leaf = fc.constantFrom(...LITERALS, ...columns.map((name) => `\`${name}\``));
  const level = (inner: fc.Arbitrary<string>): fc.Arbitrary<string> => {
    const argument = fc.oneof({ arbitrary: inner, weight: 15 }, { arbitrary: fc.constantFrom(...LAMBDAS), weight: 1 });
    const call = fc
      .tuple(fc.constantFrom(...functionNames()), fc.array(argument, { minLength: 1, maxLength: 3 }))
      .map(([name, args]) => `${name}(${args.join(", ")})`);
    return fc.oneof(
      { arbitrary: call, weight: 6 },
      { arbitrary: inner, weight: 1 },
      {
        arbitrary: fc.tuple(inner, fc.constantFrom(...OPERATORS), inner).map((parts) => `(${parts.join(" ")})`),
        weight: 2,
      },
      {
        arbitrary: fc.tuple(inner, fc.constantFrom(...TYPES)).map(([of, type]) => `CAST(${of} AS ${type})`),
        weight: 1,
      },
      { arbitrary: fc.tuple(inner, inner, inner).map(([a, b, c]) => `IF(${a}, ${b}, ${c})`), weight: 1 },
    );
  };
  return level(fc.oneof(leaf, level(leaf)));
}

const isInteger = (value: SparkValue, bits: number): boolean =>
  typeof value === "number" &&
  Number.isInteger(value) &&
  !Object.is(value, -0) &&
  value >= -(2 ** (bits - 1)) &&
  value < 2 ** (bits - 1);

function isLong(value: SparkValue): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0);
  return typeof value === "bigint" && BigInt.asIntN(64, value) === value && !Number.isSafeInteger(Number(value));
}

function isDecimal(value: SparkValue, precision: number, scale: number): boolean {
  const { unscaled, scale: own } = value as Decimal;
  return own === scale && unscaled.toString().replace("-", "").length <= precision;
}

/** True if a value has exactly the form that its type prescribes, all the way down. */
export function belongsTo(type: SparkType, value: SparkValue | undefined): boolean {
  if (value === undefined) return false;
  if (value === null) return true;
  switch (type.kind) {
    case "void":
      return false;
    case "boolean":
    case "string":
      return typeof value === type.kind;
    case "tinyint":
      return isInteger(value, 8);
    case "smallint":
      return isInteger(value, 16);
    case "int":
    case "date":
    case "yearMonth":
      return isInteger(value, 32);
    case "bigint":
    case "timestamp":
    case "timestamp_ntz":
    case "dayTime":
      return isLong(value);
    case "float":
      return typeof value === "number" && Object.is(Math.fround(value), value);
    case "double":
      return typeof value === "number";
    case "binary":
      return value instanceof Uint8Array;
    case "decimal":
      return isDecimal(value, type.precision, type.scale);
    case "array":
      return Array.isArray(value) && (value as SparkArray).every((item) => belongsTo(type.element, item));
    case "map":
      return (
        value instanceof Map &&
        [...(value as SparkMap)].every(
          ([key, item]) => key !== null && belongsTo(type.key, key) && belongsTo(type.value, item),
        )
      );
    case "struct":
      return type.fields.every((field) => belongsTo(field.type, (value as SparkStruct)[field.key]));
    case "calendarInterval":
      return typeof value === "object" && "months" in value && "micros" in value;
  }
}
