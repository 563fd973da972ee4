import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../testing/property.ts";
import { decimalOf, decimalResult, MAX_PRECISION } from "../types/decimal-type.ts";
import {
  addDecimal,
  compareDecimal,
  decimalFromText,
  decimalText,
  decimalToString,
  divideDecimal,
  fitDecimal,
  multiplyDecimal,
  type Rounding,
  remainderDecimal,
  rescale,
  tenTo,
} from "./decimal.ts";
import type { Decimal } from "./spark-value.ts";

const decimals: fc.Arbitrary<Decimal> = fc.record({
  unscaled: fc.oneof(
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    fc.constantFrom(0n, 1n, -1n, 5n, -5n, 15n, 25n, 10n ** 18n),
  ),
  scale: fc.nat(12),
});

/** The number as a fraction over one large denominator. */
const fraction = ({ unscaled, scale }: Decimal): bigint => unscaled * tenTo(60 - scale);

const ROUNDINGS: readonly Rounding[] = ["halfUp", "halfEven", "down", "floor", "ceiling"];

/** Whether `rounded` is an allowed neighbour of `exact`, told apart by the distance and the rule alone. */
function isRounded(exact: bigint, rounded: bigint, unit: bigint, rounding: Rounding): boolean {
  const distance = rounded - exact;
  const size = distance < 0n ? -distance : distance;
  const awayFromZero = exact < 0n ? distance < 0n : distance > 0n;
  if (rounded % unit !== 0n || size >= unit) return false;
  switch (rounding) {
    case "down":
      return distance === 0n || !awayFromZero;
    case "floor":
      return distance <= 0n;
    case "ceiling":
      return distance >= 0n;
    case "halfUp":
      return 2n * size < unit || (2n * size === unit && awayFromZero);
    case "halfEven":
      return 2n * size < unit || (2n * size === unit && (rounded / unit) % 2n === 0n);
  }
}

describe("decimals", () => {
  it("come back from their text", () => {
    check(
      "come back from their text",
      fc.property(decimals, (value) => {
        expect(decimalFromText(decimalText(value))).toEqual(value);
        const scientific = decimalFromText(decimalToString(value));
        expect(scientific === null ? null : compareDecimal(scientific, value)).toBe(0);
      }),
    );
  });

  it("add and multiply exactly", () => {
    check(
      "add and multiply exactly",
      fc.property(decimals, decimals, (a, b) => {
        expect(fraction(addDecimal(a, b))).toBe(fraction(a) + fraction(b));
        const product = a.unscaled * b.unscaled;
        if (product.toString().length < 39)
          expect(multiplyDecimal(a, b)).toEqual({ unscaled: product, scale: a.scale + b.scale });
      }),
    );
  });

  it("divide to 39 places, cut off", () => {
    check(
      "divide to 39 places, cut off",
      fc.property(decimals, decimals, (a, b) => {
        const quotient = divideDecimal(a, b);
        const exact = b.unscaled === 0n ? null : (fraction(a) * 10n ** 39n) / fraction(b);
        expect(quotient).toEqual(exact === null ? null : { unscaled: exact, scale: 39 });
      }),
    );
  });

  it("leave a remainder with the sign of the dividend", () => {
    check(
      "leave a remainder with the sign of the dividend",
      fc.property(decimals, decimals, (a, b) => {
        const rest = remainderDecimal(a, b);
        const exact = b.unscaled === 0n ? null : fraction(a) % fraction(b);
        expect(rest === null ? null : fraction(rest)).toBe(exact);
      }),
    );
  });

  it.each(ROUNDINGS)("round %s", (rounding) => {
    check(
      `round ${rounding}`,
      fc.property(decimals, fc.nat(12), (value, scale) => {
        const rounded = rescale(value, scale, rounding);
        expect(rounded.scale).toBe(scale);
        expect(isRounded(fraction(value), fraction(rounded), tenTo(60 - scale), rounding)).toBe(true);
      }),
    );
  });

  it("fit a type or become nothing", () => {
    check(
      "fit a type or become nothing",
      fc.property(decimals, fc.integer({ min: 1, max: 38 }), fc.nat(38), (value, precision, wanted) => {
        const scale = Math.min(wanted, precision);
        const fitted = fitDecimal(value, decimalOf(precision, scale));
        const digits = rescale(value, scale).unscaled.toString().replace("-", "").length;
        expect(fitted).toEqual(digits > precision ? null : rescale(value, scale));
      }),
    );
  });

  it("have result types of at most 38 digits, which hold the result where nothing was cut", () => {
    const types = fc
      .tuple(fc.integer({ min: 1, max: 38 }), fc.nat(38))
      .map(([precision, scale]) => decimalOf(precision, Math.min(scale, precision)));
    check(
      "have result types of at most 38 digits, which hold the result where nothing was cut",
      fc.property(types, types, fc.constantFrom("+", "-", "*", "/", "%" as const), (left, right, operator) => {
        const result = decimalResult(operator, left, right);
        expect(result.precision).toBeLessThanOrEqual(MAX_PRECISION);
        expect(result.scale).toBeLessThanOrEqual(result.precision);
        if (operator !== "+" || result.precision === MAX_PRECISION) return;
        const most = (type: typeof left): Decimal => ({ unscaled: tenTo(type.precision) - 1n, scale: type.scale });
        expect(fitDecimal(addDecimal(most(left), most(right)), result)).not.toBeNull();
      }),
    );
  });
});
