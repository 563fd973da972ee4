import { bindArguments } from "./bind-arguments.ts";
import { type Place, PythonProblem } from "./place.ts";
import { pythonText } from "./plain-json.ts";
import { type Call, describeValue, itemsOf, PythonFunction, PythonTuple, type PythonValue } from "./python-value.ts";

const MAX_RANGE = 10_000;

function refuse(place: Place, message: string): never {
  throw new PythonProblem("not-declarative", place, message, "Write the value out.");
}

/** The one argument of a call; undefined when there is none. */
function only(call: Call, name: string): PythonValue | undefined {
  return bindArguments(call, { name, parameters: ["value"] }).values.get("value");
}

function iterated(call: Call, name: string): readonly PythonValue[] {
  const value = only(call, name);
  if (value === undefined) return [];
  return itemsOf(value) ?? refuse(call.place, `${describeValue(value)} cannot be gone through.`);
}

const dict = new PythonFunction("dict", (call) => {
  const { values, more } = bindArguments(call, { name: "dict", parameters: ["value"], takesMore: true });
  const given = values.get("value") ?? new Map<PythonValue, PythonValue>();
  if (!(given instanceof Map)) return refuse(call.place, `dict(${describeValue(given)}) is not read.`);
  return new Map<PythonValue, PythonValue>([...given, ...more]);
});

const text = new PythonFunction("str", (call) => {
  const value = only(call, "str") ?? "";
  return pythonText(value) ?? refuse(call.place, `${describeValue(value)} has no text here.`);
});

const range = new PythonFunction("range", (call) => {
  const numbers = call.positional.filter((one) => typeof one === "number");
  const [first = 0, second, step = 1] = numbers;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (numbers.length < call.positional.length || !Number.isFinite(count) || count > MAX_RANGE)
    return refuse(call.place, `A range takes whole numbers and goes up to ${MAX_RANGE} of them.`);
  return Array.from({ length: count }, (_, i) => from + i * step);
});

/** Functions of Python itself that definitions use. */
export const BUILT_INS: ReadonlyMap<string, PythonValue> = new Map(
  [
    dict,
    text,
    range,
    new PythonFunction("list", (call) => [...iterated(call, "list")]),
    new PythonFunction("tuple", (call) => new PythonTuple(iterated(call, "tuple"))),
    new PythonFunction("len", (call) => iterated(call, "len").length),
  ].map((one) => [one.name, one]),
);
