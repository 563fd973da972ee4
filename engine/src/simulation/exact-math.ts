/** ln 2 in two parts, the first with so few bits that whole multiples of it are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const ODD_INVERSES = Float64Array.from({ length: 11 }, (_, i) => 1 / (2 * i + 3));
const INVERSES = Float64Array.from({ length: 16 }, (_, i) => 1 / (i + 1));
const bits = new DataView(new ArrayBuffer(8));

/**
 * Natural logarithm of a positive finite number by additions, multiplications and divisions only: those are exact to
 * the last bit everywhere, while `Math.log` may differ between engines, and a seed must give one stream. Within a few
 * units in the last place.
 */
export function exactLn(x: number): number {
  bits.setFloat64(0, x < 2 ** -1022 ? x * 2 ** 54 : x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023 - (x < 2 ** -1022 ? 54 : 0);
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let i = ODD_INVERSES.length - 1; i >= 0; i--) sum = (sum + (ODD_INVERSES[i] ?? 0)) * square;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * ratio * (1 + sum));
}

/** e to the power of `x`, by the same means. 0 or Infinity beyond the range of doubles. */
export function exactExp(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const exponent = Math.floor(x / (LN2_HIGH + LN2_LOW) + 0.5);
  const rest = x - exponent * LN2_HIGH - exponent * LN2_LOW;
  let sum = 1;
  for (let i = INVERSES.length - 1; i >= 0; i--) sum = 1 + sum * rest * (INVERSES[i] ?? 0);
  bits.setUint32(0, (exponent + 1023) << 20);
  bits.setUint32(4, 0);
  return sum * bits.getFloat64(0);
}
