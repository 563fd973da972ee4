import type { Long } from "../../schema/value.ts";
import { coerceArgument } from "../analysis/coerce.ts";
import { literal, strict } from "../analysis/typed-expression.ts";
import { BIGINT, DOUBLE, INT } from "../types/spark-type.ts";
import { define, type FunctionDefinition, simple } from "./definition.ts";

/** A function of one double. */
const ofDouble = (names: string, compute: (value: number) => number | null): FunctionDefinition =>
  simple(names, { takes: [DOUBLE], gives: DOUBLE, compute });

const ofTwo = (names: string, compute: (left: number, right: number) => number | null): FunctionDefinition =>
  simple(names, { takes: [DOUBLE, DOUBLE], gives: DOUBLE, compute });

/** NULL at and below the pole of a logarithm. */
const above =
  (pole: number, compute: (value: number) => number) =>
  (value: number): number | null =>
    value <= pole ? null : compute(value);

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (!Number.isFinite(value) || rest === 0) return value;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  const result = up ? floor + 1 : floor;
  return result === 0 && value < 0 ? -0 : result;
}

const FACTORIALS: readonly bigint[] = Array.from({ length: 21 }, (_, n) => {
  let product = 1n;
  for (let i = 2; i <= n; i++) product *= BigInt(i);
  return product;
});

function factorial(n: number): Long | null {
  const product = FACTORIALS[n];
  if (product === undefined) return null;
  return product <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(product) : product;
}

function bucketOf(value: number, from: number, to: number, count: Long): Long | null {
  const buckets = Number(count);
  if (buckets <= 0 || from === to || ![value, from, to].every((bound) => !Number.isNaN(bound))) return null;
  if (!Number.isFinite(from) || !Number.isFinite(to)) return null;
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  if (from < to ? value < low : value > high) return 0;
  if (from < to ? value >= high : value <= low) return buckets + 1;
  const position = from < to ? value - low : high - value;
  return Math.floor((buckets * position) / (high - low)) + 1;
}

/** Functions of real numbers, computed as doubles. */
export const MATH_FUNCTIONS: readonly FunctionDefinition[] = [
  ofDouble("sqrt", Math.sqrt),
  ofDouble("cbrt", Math.cbrt),
  // The C library that Java follows is off by one unit here; JavaScript engines correct exactly this value.
  ofDouble("exp", (value) => (value === 1 ? Math.E + 2 * Number.EPSILON : Math.exp(value))),
  ofDouble("expm1", Math.expm1),
  ofDouble("ln", above(0, Math.log)),
  ofDouble("log10", above(0, Math.log10)),
  ofDouble(
    "log2",
    above(0, (value) => Math.log(value) / Math.LN2),
  ),
  ofDouble("log1p", above(-1, Math.log1p)),
  define("log", [1, 2], ({ name, args, span }) => {
    const operands = args.map((arg, i) => coerceArgument(name, arg, i, DOUBLE));
    if (operands.length === 1) return strict(DOUBLE, operands, span, above(0, Math.log));
    return strict(DOUBLE, operands, span, (base: number, value: number) =>
      base <= 0 || value <= 0 ? null : Math.log(value) / Math.log(base),
    );
  }),
  ofDouble("sign signum", Math.sign),
  ofDouble("rint", roundHalfEven),
  ofDouble("sin", Math.sin),
  ofDouble("cos", Math.cos),
  ofDouble("tan", Math.tan),
  ofDouble("cot", (value) => 1 / Math.tan(value)),
  ofDouble("sec", (value) => 1 / Math.cos(value)),
  ofDouble("csc", (value) => 1 / Math.sin(value)),
  ofDouble("asin", Math.asin),
  ofDouble("acos", Math.acos),
  ofDouble("atan", Math.atan),
  ofDouble("sinh", Math.sinh),
  ofDouble("cosh", Math.cosh),
  ofDouble("tanh", Math.tanh),
  ofDouble("asinh", (value) =>
    value === Number.NEGATIVE_INFINITY ? value : Math.log(value + Math.sqrt(value * value + 1)),
  ),
  ofDouble("acosh", (value) => Math.log(value + Math.sqrt(value * value - 1))),
  ofDouble("atanh", (value) => 0.5 * (Math.log1p(value) - Math.log1p(-value))),
  ofDouble("degrees", (value) => value * (180 / Math.PI)),
  ofDouble("radians", (value) => value * (Math.PI / 180)),
  ofTwo("atan2", (left, right) => Math.atan2(left + 0, right + 0)),
  ofTwo("pow power", (base, exponent) => base ** exponent),
  ofTwo("hypot", Math.hypot),
  define("pi", [0, 0], ({ span }) => ({ ...literal(DOUBLE, Math.PI, span), isLiteral: false })),
  define("e", [0, 0], ({ span }) => ({ ...literal(DOUBLE, Math.E, span), isLiteral: false })),
  simple("factorial", { takes: [INT], gives: BIGINT, compute: factorial }),
  simple("width_bucket", { takes: [DOUBLE, DOUBLE, DOUBLE, BIGINT], gives: BIGINT, compute: bucketOf }),
];
