import type { Source } from "../../group-by.ts";
import type {
  BootstrapPart,
  DeclaredField,
  DeclaredType,
  ExternalPart,
  Join,
  JoinPart,
  LabelPart,
} from "../../join.ts";
import { sourceDependencies } from "../source-dependencies.ts";
import { DataKind } from "../structs.ts";
import { readCustomJson } from "./custom-json.ts";
import type { DefinitionPrinter } from "./definition-printer.ts";
import { type Expression, list, raw, text, textDict, texts } from "./expression.ts";
import { givenDependencies } from "./given-dependencies.ts";
import { derivationExpression, groupByReference } from "./group-by-expression.ts";
import { queryExpression, sourceExpression } from "./source-expression.ts";

/** `Join(...)` of Chronon's Python. */
export function joinExpression(join: Join, printer: DefinitionPrinter): Expression {
  const { metaData = {}, left = {}, joinParts = [], derivations, skewKeys, labelPart, rowIds } = join;
  const custom = readCustomJson(metaData.customJson);
  const { consistencySamplePercent: percent, samplePercent } = metaData;
  const waits = sourceDependencies(left, custom.lag);
  const flagOf = (value: number | boolean | undefined) => (value ? printer.flag(1) : undefined);
  return printer.call("Join", [
    ["left", sourceExpression(printer, withoutTs(left), null)],
    ["right_parts", list(joinParts.map((part) => joinPart(part, printer, custom.columnTags)))],
    ["online", flagOf(metaData.online)],
    ["production", flagOf(metaData.production)],
    ["row_ids", printer.texts(rowIds)],
    [
      "online_external_parts",
      join.onlineExternalParts && list(join.onlineExternalParts.map((one) => externalPart(one, printer))),
    ],
    ["bootstrap_parts", join.bootstrapParts && list(join.bootstrapParts.map((one) => bootstrapPart(one, printer)))],
    ["label_part", labelPart && labels(labelPart, printer)],
    ["derivations", derivations && list(derivations.map((one) => derivationExpression(printer, one)))],
    ["description", printer.text(metaData.description)],
    ["check_consistency", printer.json(custom.checkConsistency === false ? undefined : custom.checkConsistency)],
    ["consistency_sample_percent", percent === undefined || percent === 5 ? undefined : float(percent)],
    ["sample_percent", samplePercent === undefined ? undefined : float(samplePercent)],
    [
      "skew_keys",
      skewKeys && { kind: "dict", entries: Object.entries(skewKeys).map(([key, values]) => [key, texts(values)]) },
    ],
    ["dependencies", printer.texts(namedByAuthor(metaData.dependencies, left, waits))],
    ["env", printer.json(metaData.modeToEnvMap)],
    ["table_properties", metaData.tableProperties && textDict(metaData.tableProperties)],
    ["output_namespace", printer.text(metaData.outputNamespace)],
    ["lag", custom.lag === 0 ? undefined : raw(String(custom.lag))],
    ["offline_schedule", printer.text(metaData.offlineSchedule === "@daily" ? undefined : metaData.offlineSchedule)],
    ["historical_backfill", printer.flag(metaData.historicalBackfill)],
    ["deprecation_date", printer.text(metaData.deprecationDate)],
    ["tags", printer.json(custom.tags ?? undefined)],
    ...Object.entries(custom.more).map(([name, value]) => [name, printer.json(value)] as const),
  ]);
}

/** A join that waits for its tables begins with those of its left side. */
function namedByAuthor(
  dependencies: readonly string[] | undefined,
  left: Source,
  waits: readonly string[],
): readonly string[] | undefined {
  const isOwn = waits.every((one, i) => dependencies?.[i] === one);
  return isOwn ? undefined : givenDependencies(dependencies, [left], waits);
}

/** The constructor selects the time of the left events itself. */
function withoutTs(left: Source): Source {
  const { events } = left;
  const { ts, ...selects } = events?.query?.selects ?? {};
  if (events?.query === undefined || ts === undefined || ts !== events.query.timeColumn) return left;
  return { events: { ...events, query: { ...events.query, selects } } };
}

const float = (value: number): Expression => raw(Number.isInteger(value) ? `${value}.0` : String(value));

function joinPart(
  { groupBy = {}, keyMapping, prefix }: JoinPart,
  printer: DefinitionPrinter,
  tags: Readonly<Record<string, unknown>>,
): Expression {
  const name = groupBy.metaData?.name ?? "";
  const tagged = prefix === undefined ? name : `${prefix}_${name}`;
  return printer.call("JoinPart", [
    ["group_by", groupByReference(printer, groupBy)],
    ["key_mapping", keyMapping && textDict(keyMapping)],
    ["prefix", printer.text(prefix)],
    ["tags", printer.json(Object.hasOwn(tags, tagged) ? tags[tagged] : undefined)],
  ]);
}

function bootstrapPart({ table, keyColumns, query }: BootstrapPart, printer: DefinitionPrinter): Expression {
  return printer.call("BootstrapPart", [
    ["table", printer.text(table)],
    ["key_columns", printer.texts(keyColumns)],
    ["query", query && queryExpression(printer, query, null)],
  ]);
}

function labels(
  { labels: parts = [], leftStartOffset, leftEndOffset, metaData }: LabelPart,
  printer: DefinitionPrinter,
): Expression {
  const schedule = metaData?.offlineSchedule;
  return printer.call("LabelPart", [
    ["labels", list(parts.map((part) => joinPart(part, printer, {})))],
    ["left_start_offset", printer.json(leftStartOffset)],
    ["left_end_offset", printer.json(leftEndOffset)],
    ["label_offline_schedule", printer.text(schedule === "@daily" ? undefined : schedule)],
  ]);
}

function externalPart({ source = {}, keyMapping, prefix }: ExternalPart, printer: DefinitionPrinter): Expression {
  const { metadata = {}, keySchema, valueSchema, offlineGroupBy } = source;
  const fields = (type: DeclaredType | undefined) =>
    list((type?.params ?? []).map((field) => fieldPair(field, printer)));
  const isContextual = metadata.name === "contextual";
  const made = isContextual
    ? printer.call("ContextualSource", [
        ["fields", fields(valueSchema)],
        ["team", printer.text(metadata.team === "default" ? undefined : metadata.team)],
      ])
    : printer.call("ExternalSource", [
        ["name", printer.text(metadata.name)],
        ["team", printer.text(metadata.team)],
        ["key_fields", fields(keySchema)],
        ["value_fields", fields(valueSchema)],
        ["custom_json", printer.text(metadata.customJson)],
        ["offline_group_by", offlineGroupBy && groupByReference(printer, offlineGroupBy)],
      ]);
  return printer.call(
    "ExternalPart",
    [
      ["key_mapping", keyMapping && textDict(keyMapping)],
      ["prefix", printer.text(prefix)],
    ],
    [made],
  );
}

const fieldPair = ({ name = "", dataType = {} }: DeclaredField, printer: DefinitionPrinter): Expression => ({
  kind: "tuple",
  items: [text(name), dataTypeExpression(dataType, printer)],
});

function dataTypeExpression({ kind, params = [], name }: DeclaredType, printer: DefinitionPrinter): Expression {
  const kindName = Object.entries(DataKind).find(([, number]) => number === kind)?.[0] ?? "STRING";
  const inner = (index: number) => dataTypeExpression(params[index]?.dataType ?? {}, printer);
  if (kindName === "LIST") return printer.call("DataType.LIST", [], [inner(0)]);
  if (kindName === "MAP") return printer.call("DataType.MAP", [], [inner(0), inner(1)]);
  if (kindName === "STRUCT")
    return printer.call("DataType.STRUCT", [], [text(name ?? ""), ...params.map((field) => fieldPair(field, printer))]);
  return printer.member(`DataType.${kindName}`);
}
