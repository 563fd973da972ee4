import { operationName } from "../../../aggregation/expand-parts.ts";
import { type Aggregation, Operation, type OperationName } from "../../group-by.ts";
import { pythonJson } from "../python-json.ts";
import type { DefinitionPrinter } from "./definition-printer.ts";
import { type Expression, raw, textDict } from "./expression.ts";

/** Names under which operations take a k, where that is not their own. */
const WITH_K: Readonly<Record<string, string>> = {
  HISTOGRAM: "HISTOGRAM_K",
  BOUNDED_UNIQUE_COUNT: "BOUNDED_UNIQUE_COUNT_K",
  APPROX_UNIQUE_COUNT: "APPROX_UNIQUE_COUNT_LGK",
};

/** Operations that the API has no bare name for. */
const ALWAYS_CALLED: ReadonlySet<string> = new Set(["APPROX_PERCENTILE", "BOUNDED_UNIQUE_COUNT"]);

/** Whether a list of ranks is written as Python writes one, so that it comes back the same. */
function isNumberList(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) && json.every((one) => typeof one === "number") && pythonJson(json) === text;
  } catch {
    return false;
  }
}

/** `Operation.SUM`, `Operation.LAST_K(10)`; the bare number and its arguments where the API has no function for them. */
export function operationExpression(
  { operation, argMap = {} }: Aggregation,
  printer: DefinitionPrinter,
): Expression | undefined {
  const name = operation === undefined ? null : operationName(operation);
  if (name === null) return undefined;
  const { k, percentiles, ...others } = argMap;
  const number = k !== undefined && String(Number(k)) === k && Number.isSafeInteger(Number(k)) ? raw(k) : null;
  const withK = name.endsWith("_K") ? name : WITH_K[name];
  if (Object.keys(others).length === 0) {
    if (percentiles === undefined && k === undefined && !ALWAYS_CALLED.has(name) && withK !== name)
      return printer.member(`Operation.${name}`);
    if (percentiles === undefined && number !== null && withK !== undefined)
      return printer.call(`Operation.${withK}`, [], [number]);
    if (name === "APPROX_PERCENTILE" && number !== null && percentiles !== undefined && isNumberList(percentiles)) {
      const values = raw(percentiles);
      return k === "128"
        ? printer.call("Operation.APPROX_PERCENTILE", [], [values])
        : percentilesExpression(printer, values, number);
    }
  }
  return bareOperationExpression(printer, name, textDict(argMap));
}

/** Arguments of an operation: `k` has a name of its own in Python. */
function percentilesExpression(printer: DefinitionPrinter, values: Expression, k: Expression): Expression {
  const callee = "Operation.APPROX_PERCENTILE";
  return printer.isPython ? printer.call(callee, [["k", k]], [values]) : printer.call(callee, [], [values, k]);
}

/** An operation that no function of the API gives: its number and its arguments. */
function bareOperationExpression(printer: DefinitionPrinter, name: OperationName, argMap: Expression): Expression {
  if (printer.isPython) return { kind: "tuple", items: [printer.member(`ttypes.Operation.${name}`), argMap] };
  return {
    kind: "dict",
    entries: [
      ["operation", raw(String(Operation[name]))],
      ["argMap", argMap],
    ],
  };
}
