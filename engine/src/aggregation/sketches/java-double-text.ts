/**
 * A double as `Double.toString` writes it: `1.0`, `0.001`, `1.0E7`, `NaN`, `-Infinity`. The digits are the shortest
 * that tell the value apart, but at least two, which makes the least double `4.9E-324`; Java before 19 sometimes writes
 * one more.
 */
export function javaDoubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    const text = String(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const shortest = value.toExponential();
  const [digits = "", exponent = ""] = (shortest.includes(".") ? shortest : value.toExponential(1)).split("e");
  return `${digits}E${Number(exponent)}`;
}
