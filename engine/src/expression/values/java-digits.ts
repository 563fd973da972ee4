/**
 * Decimal digits of a double or float as Java 8 to 18 finds them (Spark 3.5 runs on those). They are nearly always the
 * fewest that read back as the same number, but not quite: Java stops by a symmetric test, so powers of two and some
 * others get a digit more or another last digit. The method is Steele and White's, on exact integers.
 */
interface JavaDigits {
  /** Without leading zeros. */
  readonly digits: string;
  /** The number is 0.digits × 10^exponent. */
  readonly exponent: number;
}

const FRACTION_BITS = 52;
const EASY_EXPONENT = 62;
const LEAST_EASY_EXPONENT = -21;
const MOST_SMALL_FIVES = 26;
const FLOAT_EXTRA_BITS = 29;

const VIEW = new DataView(new ArrayBuffer(8));

interface Binary {
  /** 53 bits, the highest one set. */
  readonly fraction: bigint;
  readonly exponent: number;
  /** How many of the 53 bits mean something. */
  readonly significant: number;
}

const bitLength = (value: bigint): number => value.toString(2).length;

function unpack(value: number, isFloat: boolean): Binary {
  const [fractionBits, exponentBits] = isFloat ? [23, 8] : [FRACTION_BITS, 11];
  if (isFloat) VIEW.setFloat32(0, value);
  else VIEW.setFloat64(0, value);
  const bits = isFloat ? BigInt(VIEW.getUint32(0)) : VIEW.getBigUint64(0);
  const bias = 2 ** (exponentBits - 1) - 1;
  const exponent = Number((bits >> BigInt(fractionBits)) & (2n ** BigInt(exponentBits) - 1n));
  const fraction = bits & (2n ** BigInt(fractionBits) - 1n);
  const align = isFloat ? BigInt(FLOAT_EXTRA_BITS) : 0n;
  if (exponent > 0)
    return {
      fraction: (fraction | (1n << BigInt(fractionBits))) << align,
      exponent: exponent - bias,
      significant: fractionBits + 1,
    };
  const length = bitLength(fraction);
  const shift = fractionBits + 1 - length;
  return { fraction: (fraction << BigInt(shift)) << align, exponent: 1 - shift - bias, significant: length };
}

/** Bits of 5^n, as Java's table has them: exact up to 26, then three per power. */
const bitsOfFive = (n: number): number => (n === 0 ? 0 : n <= MOST_SMALL_FIVES ? bitLength(5n ** BigInt(n)) : n * 3);

function trimZeros(digits: string, exponent: number): JavaDigits {
  return { digits: digits.replace(/0+$/, ""), exponent };
}

/** A whole number below 2^63; digits beyond the precision of the number are rounded away. */
function wholeDigits({ fraction, exponent, significant }: Binary): JavaDigits {
  const shift = exponent - FRACTION_BITS;
  let value = shift >= 0 ? fraction << BigInt(shift) : fraction >> BigInt(-shift);
  const spare = exponent > significant ? exponent - significant - 1 : 0;
  const insignificant = spare > 1 ? Math.floor(spare * Math.log10(2)) : 0;
  if (insignificant > 0) {
    const unit = 10n ** BigInt(insignificant);
    value = value / unit + (value % unit >= unit / 2n ? 1n : 0n);
  }
  const digits = value.toString();
  return trimZeros(digits, digits.length + insignificant);
}

function estimateExponent({ fraction, exponent }: Binary): number {
  const mantissa = Number(fraction) / 2 ** FRACTION_BITS;
  return Math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981);
}

function roundUp(digits: number[]): boolean {
  for (let i = digits.length - 1; i >= 0; i--) {
    const digit = digits[i] ?? 0;
    if (digit < 9) {
      digits[i] = digit + 1;
      return false;
    }
    digits[i] = 0;
  }
  digits[0] = 1;
  return true;
}

/** The number and half its last place as integers over one scale, and how close their sizes come to 64 bits. */
function scaled(binary: Binary, decimalExponent: number) {
  const { exponent, significant } = binary;
  const tail = bitLength(binary.fraction & -binary.fraction) - 1;
  const fractionBits = FRACTION_BITS + 1 - tail;
  const tinyBits = Math.max(0, fractionBits - exponent - 1);
  const fives = Math.max(0, -decimalExponent);
  const scaleFives = Math.max(0, decimalExponent);
  let twos = fives + tinyBits + exponent;
  let scaleTwos = scaleFives + tinyBits;
  let halfTwos = twos - significant;
  twos -= fractionBits - 1;
  const common = Math.min(twos, scaleTwos);
  twos -= common;
  scaleTwos -= common;
  halfTwos -= common;
  if (fractionBits === 1) halfTwos -= 1;
  if (halfTwos < 0) {
    twos -= halfTwos;
    scaleTwos -= halfTwos;
    halfTwos = 0;
  }
  const isSmall = fractionBits + twos + bitsOfFive(fives) < 64 && scaleTwos + 1 + bitsOfFive(scaleFives + 1) < 64;
  return {
    value: ((binary.fraction >> BigInt(tail)) * 5n ** BigInt(fives)) << BigInt(twos),
    scale: (5n ** BigInt(scaleFives)) << BigInt(scaleTwos),
    half: (5n ** BigInt(fives)) << BigInt(halfTwos),
    isSmall,
  };
}

function generate(binary: Binary): JavaDigits {
  let decimalExponent = estimateExponent(binary);
  const { scale, isSmall, ...start } = scaled(binary, decimalExponent);
  const ten = scale * 10n;
  let { value, half } = start;
  const digits: number[] = [];
  let low = false;
  let high = false;
  const step = (): number => {
    const quotient = value / scale;
    value = (value % scale) * 10n;
    half *= 10n;
    low = value < half;
    high = isSmall ? value + half > ten : value + half >= ten;
    return Number(quotient);
  };
  const first = step();
  if (first === 0 && !high) decimalExponent -= 1;
  else digits.push(first);
  if (decimalExponent < -3 || decimalExponent >= 8) {
    low = false;
    high = false;
  }
  while (!low && !high) digits.push(step());
  const twice = value * 2n;
  const isOdd = ((digits.at(-1) ?? 0) & 1) !== 0;
  const goesUp = high && (!low || twice > ten || (twice === ten && isOdd));
  if (goesUp && roundUp(digits)) decimalExponent += 1;
  return trimZeros(digits.join(""), decimalExponent + 1);
}

/** Digits of a positive finite number. */
export function javaDigits(value: number, isFloat: boolean): JavaDigits {
  const binary = unpack(value, isFloat);
  const tail = bitLength(binary.fraction & -binary.fraction) - 1;
  const isWhole = FRACTION_BITS + 1 - tail - binary.exponent - 1 <= 0;
  const isEasy = binary.exponent <= EASY_EXPONENT && binary.exponent >= LEAST_EASY_EXPONENT;
  return isWhole && isEasy ? wholeDigits(binary) : generate(binary);
}
