import { type Place, PythonProblem } from "./place.ts";
import { pythonText } from "./plain-json.ts";
import { type Call, describeValue, itemsOf, PythonFunction, type PythonValue } from "./python-value.ts";

function shown(value: PythonValue | undefined, place: Place): string {
  const text = value === undefined ? null : pythonText(value);
  if (text !== null) return text;
  const what = value === undefined ? "Nothing" : describeValue(value);
  throw new PythonProblem("not-a-text", place, `${what} cannot stand in a text.`, "Put a text or a number there.");
}

/** `"{}.{name}".format(a, name=b)`; fields with a format of their own are not read. */
function format(text: string, { positional, named, place }: Call): string {
  let next = 0;
  return text.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole: string, field: string | undefined) => {
    if (field === undefined) return whole.slice(1);
    if (field === "") return shown(positional[next++], place);
    if (/^\d+$/.test(field)) return shown(positional[Number(field)], place);
    if (/^\w+$/.test(field)) return shown(named.get(field), place);
    throw new PythonProblem("not-declarative", place, `The field ${whole} is not read.`, "Write the text out.");
  });
}

const METHODS: ReadonlyMap<string, (text: string, call: Call) => PythonValue> = new Map([
  ["format", format],
  [
    "join",
    (text: string, { positional: [items], place }: Call) =>
      (itemsOf(items ?? null) ?? []).map((item) => shown(item, place)).join(text),
  ],
  ["lower", (text: string) => text.toLowerCase()],
  ["upper", (text: string) => text.toUpperCase()],
]);

/** A method of a text; undefined for those that are not read. */
export function textMethod(text: string, name: string): PythonFunction | undefined {
  const method = METHODS.get(name);
  return method && new PythonFunction(name, (call) => method(text, call));
}
