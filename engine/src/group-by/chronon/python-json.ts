/** A number that Python holds as a float, so that it is written with a fraction: `100.0`. */
export class PythonFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A double as Python's `repr` prints it: `100.0`, `1e-05`, `1e+16`. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [mantissa = "0", exponentText = "0"] = Math.abs(value).toExponential().split("e");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16)
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  const digits = mantissa.replace(".", "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

const stringText = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * JSON as Python's `json.dumps` writes it: ASCII only, `", "` and `": "` on one line, or indented. Fields that are
 * undefined are left out.
 */
export function pythonJson(json: unknown, indent: number | null = null, depth = 0): string {
  if (json === null || json === undefined) return "null";
  if (json instanceof PythonFloat) return floatText(json.value);
  if (typeof json === "string") return stringText(json);
  if (typeof json === "number") return Number.isInteger(json) ? String(json) : floatText(json);
  if (typeof json !== "object") return String(json);
  const isList = Array.isArray(json);
  const items = isList
    ? json.map((item: unknown) => pythonJson(item, indent, depth + 1))
    : Object.entries(json)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${stringText(name)}: ${pythonJson(value, indent, depth + 1)}`);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (items.length === 0) return open + close;
  if (indent === null) return `${open}${items.join(", ")}${close}`;
  const newLine = `\n${" ".repeat(indent * (depth + 1))}`;
  return `${open}${newLine}${items.join(`,${newLine}`)}\n${" ".repeat(indent * depth)}${close}`;
}
