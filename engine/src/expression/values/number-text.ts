/** Digits and decimal exponent of the shortest text of a positive finite number: 0.d1d2d3… × 10^exponent. */
function shortestDigits(value: number, isFloat: boolean): { readonly digits: string; readonly exponent: number } {
  const text = isFloat ? shortestFloatText(value) : value.toExponential();
  const [mantissa = "0", exponent = "0"] = text.split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) + 1 };
}

/** Fewest digits that still round to the same 32-bit float. */
function shortestFloatText(value: number): string {
  for (let precision = 0; precision < 9; precision++) {
    const text = value.toExponential(precision);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential(9);
}

/** Java's text of a double or a float: `1.0`, `1.0E7`, `4.9E-324`, `NaN`, `-0.0`. */
export function javaNumberText(value: number, isFloat = false): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  if (magnitude === 0) return `${sign}0.0`;
  if (!isFloat && magnitude === Number.MIN_VALUE) return `${sign}4.9E-324`;
  if (isFloat && magnitude === 2 ** -149) return `${sign}1.4E-45`;
  const { digits, exponent } = shortestDigits(magnitude, isFloat);
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
    if (exponent >= digits.length) return `${sign}${digits.padEnd(exponent, "0")}.0`;
    return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
  }
  return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${exponent - 1}`;
}
