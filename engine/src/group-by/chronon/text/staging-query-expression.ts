import type { StagingQuery } from "../definition.ts";
import type { DefinitionPrinter } from "./definition-printer.ts";
import { type Expression, textDict } from "./expression.ts";

/** `StagingQuery(...)` of Chronon's Python: the thrift struct itself. */
export function stagingQueryExpression(
  { query, startPartition, setups, createView, metaData = {} }: StagingQuery,
  printer: DefinitionPrinter,
): Expression {
  return printer.call("StagingQuery", [
    ["query", printer.text(query)],
    ["startPartition", printer.text(startPartition)],
    ["setups", printer.texts(setups)],
    ["createView", printer.flag(createView)],
    [
      "metaData",
      printer.call("MetaData", [
        ["name", printer.text(metaData.name)],
        ["customJson", printer.text(metaData.customJson)],
        ["dependencies", printer.texts(metaData.dependencies)],
        ["tableProperties", metaData.tableProperties && textDict(metaData.tableProperties)],
        ["outputNamespace", printer.text(metaData.outputNamespace)],
        ["modeToEnvMap", printer.json(metaData.modeToEnvMap)],
        ["offlineSchedule", printer.text(metaData.offlineSchedule)],
        ["description", printer.text(metaData.description)],
      ]),
    ],
  ]);
}
