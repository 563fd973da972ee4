import { aggregationInputs } from "../../aggregation-inputs.ts";
import { Accuracy, type Derivation, type GroupBy } from "../../group-by.ts";
import { sourceDependencies } from "../source-dependencies.ts";
import { aggregationExpression } from "./aggregation-expression.ts";
import { readCustomJson } from "./custom-json.ts";
import type { DefinitionPrinter } from "./definition-printer.ts";
import { type Expression, list, raw, text, textDict, texts } from "./expression.ts";
import { givenDependencies } from "./given-dependencies.ts";
import { sourceExpression } from "./source-expression.ts";

/** `name`: explicit, where the variable does not say it. */
export function groupByExpression(printer: DefinitionPrinter, groupBy: GroupBy, name: string | null): Expression {
  const { metaData = {}, keyColumns = [], sources = [], aggregations, derivations, accuracy } = groupBy;
  const custom = readCustomJson(metaData.customJson);
  const columns = [...keyColumns, ...aggregationInputs(aggregations ?? [])];
  const waits = sources.flatMap((source) => sourceDependencies(source, custom.lag));
  const tagged = printer.isPython ? custom.columnTags : {};
  return printer.call("GroupBy", [
    ["name", name === null ? undefined : text(name)],
    ["sources", list(sources.map((source) => sourceExpression(printer, source, columns)))],
    ["keys", texts(keyColumns)],
    [
      "aggregations",
      aggregations === undefined
        ? printer.isPython
          ? raw(printer.dialect.none)
          : undefined
        : list(aggregations.map((one) => aggregationExpression(printer, one, tagged))),
    ],
    ["accuracy", accuracy === undefined ? undefined : accuracyExpression(printer, accuracy)],
    ["online", printer.flag(metaData.online)],
    ["production", printer.flag(metaData.production)],
    ["derivations", derivations && list(derivations.map((one) => derivationExpression(printer, one)))],
    ["description", printer.text(metaData.description)],
    ["team", printer.isPython ? undefined : printer.text(metaData.team)],
    ["backfill_start_date", printer.text(groupBy.backfillStartDate)],
    ["historical_backfill", printer.flag(metaData.historicalBackfill)],
    ["is_incremental", printer.flag(groupBy.isIncremental)],
    [
      "dependencies",
      printer.isPython ? printer.texts(givenDependencies(metaData.dependencies, sources, waits)) : undefined,
    ],
    ["env", printer.json(metaData.modeToEnvMap)],
    ["table_properties", metaData.tableProperties && textDict(metaData.tableProperties)],
    ["output_namespace", printer.text(metaData.outputNamespace)],
    ["lag", custom.lag === 0 ? undefined : raw(String(custom.lag))],
    ["offline_schedule", printer.text(metaData.offlineSchedule === "@daily" ? undefined : metaData.offlineSchedule)],
    ["upload_schedule", printer.isPython ? printer.text(custom.uploadSchedule) : undefined],
    ["deprecation_date", printer.text(metaData.deprecationDate)],
    ["tags", printer.json(custom.tags ?? undefined)],
    ...looseArguments(printer, custom.more, custom),
  ]);
}

/** Settings without a parameter of their own: Python takes any, the notebook has a place for them. */
function looseArguments(
  printer: DefinitionPrinter,
  more: Readonly<Record<string, unknown>>,
  { columnTags, uploadSchedule }: { columnTags: Readonly<Record<string, unknown>>; uploadSchedule?: string },
): (readonly [string, Expression | undefined])[] {
  if (printer.isPython) return Object.entries(more).map(([name, value]) => [name, printer.json(value)] as const);
  const all = { ...more, ...(uploadSchedule !== undefined && { uploadSchedule }) };
  return [
    ["column_tags", Object.keys(columnTags).length > 0 ? printer.json(columnTags) : undefined],
    ["custom_json", Object.keys(all).length > 0 ? printer.json(all) : undefined],
  ];
}

function accuracyExpression(printer: DefinitionPrinter, accuracy: Accuracy): Expression {
  return printer.member(accuracy === Accuracy.TEMPORAL ? "Accuracy.TEMPORAL" : "Accuracy.SNAPSHOT");
}

/** A GroupBy of a join: by its name, or in its place where it has none. */
export function groupByReference(printer: DefinitionPrinter, definition: GroupBy): Expression {
  const name = printer.reference({ kind: "GroupBy", definition });
  return name === null ? groupByExpression(printer, definition, definition.metaData?.name ?? "") : raw(name);
}

export function derivationExpression(
  printer: DefinitionPrinter,
  { name, expression, metaData }: Derivation,
): Expression {
  return printer.call("Derivation", [
    ["name", printer.text(name)],
    ["expression", printer.text(expression)],
    ["description", printer.text(metaData?.description)],
  ]);
}
