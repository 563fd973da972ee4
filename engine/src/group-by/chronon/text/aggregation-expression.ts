import { expandParts } from "../../../aggregation/expand-parts.ts";
import { outputColumnName } from "../../../aggregation/output-column-name.ts";
import { TimeUnit, type Window } from "../../../time/window.ts";
import type { Aggregation } from "../../group-by.ts";
import type { DefinitionPrinter } from "./definition-printer.ts";
import { type Expression, list, raw } from "./expression.ts";
import { operationExpression } from "./operation-expression.ts";

export function aggregationExpression(
  printer: DefinitionPrinter,
  aggregation: Aggregation,
  columnTags: Readonly<Record<string, unknown>>,
): Expression {
  const { inputColumn, windows, buckets, elementWise } = aggregation;
  return printer.call("Aggregation", [
    ["input_column", printer.text(inputColumn)],
    ["operation", operationExpression(aggregation, printer)],
    ["windows", windows && list(windows.map((window) => windowExpression(printer, window)))],
    ["buckets", printer.texts(buckets)],
    ["element_wise", printer.flag(elementWise)],
    ["tags", printer.json(tagsOf(aggregation, columnTags))],
  ]);
}

export function windowExpression(printer: DefinitionPrinter, { length, timeUnit }: Window): Expression {
  const unit = Object.entries(TimeUnit).find(([, number]) => number === timeUnit)?.[0] ?? "DAYS";
  if (!printer.isPython && timeUnit !== TimeUnit.MINUTES)
    return printer.call(unit.toLowerCase(), [], [raw(String(length))]);
  const member = printer.member(`TimeUnit.${unit}`);
  return printer.isPython
    ? printer.call("Window", [], [raw(String(length)), member])
    : printer.call("Window", [
        ["length", raw(String(length))],
        ["timeUnit", member],
      ]);
}

/** Tags that all features of an aggregation share. */
function tagsOf(aggregation: Aggregation, columnTags: Readonly<Record<string, unknown>>): unknown {
  if (Object.keys(columnTags).length === 0) return undefined;
  const [name] = expandParts([aggregation]).windowed.map(outputColumnName);
  return name !== undefined && Object.hasOwn(columnTags, name) ? columnTags[name] : undefined;
}
