import { TimeUnit } from "../../../time/window.ts";
import { Accuracy, ForkOperation, Operation } from "../../group-by.ts";
import { bindArguments } from "./bind-arguments.ts";
import { type Place, PythonProblem } from "./place.ts";
import { pythonText } from "./plain-json.ts";
import {
  type Call,
  describeValue,
  isTruthy,
  PythonFunction,
  PythonNamespace,
  PythonStruct,
  PythonTuple,
  type PythonValue,
} from "./python-value.ts";
import { queryOf, structFunction, structsOf, textsOf } from "./struct-api.ts";

const FORK: readonly string[] = Object.keys(ForkOperation);
const PLAIN = Object.entries(Operation).filter(([name]) => !FORK.includes(name));

/** `(operation, {"k": "3"})`, which `Aggregation` takes apart again. */
const operationCall = (operation: number, argMap: Iterable<readonly [string, string]>): PythonTuple =>
  new PythonTuple([operation, new Map(argMap)]);

function argumentText(value: PythonValue, place: Place): string {
  const text = pythonText(value);
  if (text !== null) return text;
  const message = `The argument of the operation is ${describeValue(value)}.`;
  throw new PythonProblem("wrong-type", place, message, "Write a number or a list of numbers.");
}

const withK = (name: string, operation: number) =>
  [
    name,
    new PythonFunction(name, (call) => {
      const { values } = bindArguments(call, { name, parameters: ["k"], required: ["k"] });
      return operationCall(operation, [["k", argumentText(values.get("k") ?? null, call.place)]]);
    }),
  ] as const;

const percentile = new PythonFunction("APPROX_PERCENTILE", (call) => {
  const name = "APPROX_PERCENTILE";
  const { values } = bindArguments(call, { name, parameters: ["percentiles", "k"], required: ["percentiles"] });
  return operationCall(Operation.APPROX_PERCENTILE, [
    ["k", argumentText(values.get("k") ?? 128, call.place)],
    ["percentiles", argumentText(values.get("percentiles") ?? null, call.place)],
  ]);
});

/** The `Operation` of `ai.chronon.group_by`: numbers, and functions for those with arguments. */
export const operations = new PythonNamespace("Operation", [
  ...PLAIN.filter(([name]) => !name.endsWith("_K") && !name.startsWith("BOUNDED") && name !== "APPROX_PERCENTILE"),
  ...PLAIN.filter(([name]) => name.endsWith("_K")).map(([name, operation]) => withK(name, operation)),
  withK("HISTOGRAM_K", Operation.HISTOGRAM),
  withK("BOUNDED_UNIQUE_COUNT_K", Operation.BOUNDED_UNIQUE_COUNT),
  withK("APPROX_UNIQUE_COUNT_LGK", Operation.APPROX_UNIQUE_COUNT),
  ["APPROX_PERCENTILE", percentile],
]);

/** The `Operation` of `ai.chronon.api.ttypes`: numbers alone. */
export const thriftOperations = new PythonNamespace("Operation", PLAIN);
export const accuracies = new PythonNamespace("Accuracy", Object.entries(Accuracy));
export const timeUnits = new PythonNamespace("TimeUnit", [
  ["HOURS", TimeUnit.HOURS],
  ["DAYS", TimeUnit.DAYS],
]);

const PARAMETERS = [
  ["input_column", "inputColumn"],
  "operation",
  "windows",
  "buckets",
  "tags",
  ["element_wise", "elementWise"],
] as const;

/** `Aggregation(...)` of `ai.chronon.group_by`. */
export const aggregation = structFunction("Aggregation", "Aggregation", PARAMETERS, {
  complete: (struct, values) => {
    struct.tags = values.get("tags") ?? null;
    struct.fields.delete("tags");
    const operation = struct.get("operation") ?? Operation.LAST;
    const [number, argMap] = operation instanceof PythonTuple ? operation.items : [operation, new Map()];
    if (typeof number !== "number")
      throw new PythonProblem(
        "wrong-type",
        struct.places.get("operation") ?? struct.place,
        `The operation is ${describeValue(number ?? null)}.`,
        "Write Operation.SUM or another of the operations; those with a k are called: Operation.LAST_K(10).",
      );
    struct.fields.set("operation", number);
    struct.fields.set("argMap", argMap ?? new Map());
  },
});

/** `Aggregations(name=Aggregation(...))`: the names are input columns. */
export const aggregations = new PythonFunction("Aggregations", (call) => {
  const given = structsOf([...call.named.values()], "Aggregation", "Aggregations", call.place);
  for (const [i, name] of [...call.named.keys()].entries())
    if (!isTruthy(given[i]?.get("inputColumn") ?? null)) given[i]?.fields.set("inputColumn", name);
  return given;
});

const RESERVED: readonly PythonValue[] = ["ts", "is_before", "mutation_ts", "ds"];

/** `DefaultAggregation(keys, sources)`: one aggregation per selected column that is neither key nor time. */
export const defaultAggregation = new PythonFunction("DefaultAggregation", (call: Call) => {
  const name = "DefaultAggregation";
  const parameters = ["keys", "sources", "operation", "tags"];
  const { values } = bindArguments(call, { name, parameters, required: ["keys", "sources"] });
  const keys = textsOf(values.get("keys") ?? null, "keys", call.place);
  const sources = structsOf(values.get("sources") ?? null, "Source", "sources", call.place);
  return sources.flatMap((source) => {
    const query = queryOf(source);
    const selects = query.get("selects");
    const columns = selects instanceof Map ? [...selects.keys()] : [];
    const left = new Set<PythonValue>([...keys, ...RESERVED, query.get("timeColumn")]);
    return columns
      .filter((column) => !left.has(column))
      .map((column) => {
        const named = new Map([
          ["input_column", column] as const,
          ["operation", values.get("operation") ?? null] as const,
        ]);
        const one = aggregation.call({ place: call.place, positional: [], named, places: new Map() });
        if (one instanceof PythonStruct) one.tags = values.get("tags") ?? null;
        return one;
      });
  });
});
