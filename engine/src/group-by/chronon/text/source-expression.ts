import type { Query, Source } from "../../group-by.ts";
import type { Join } from "../../join.ts";
import type { DefinitionPrinter } from "./definition-printer.ts";
import { call, type Expression, isArgumentName, raw, text, textDict, texts } from "./expression.ts";

/** `columns`: those that the definition needs of a source that selects all that it has. */
export function sourceExpression(
  printer: DefinitionPrinter,
  { events, entities, joinSource }: Source,
  columns: readonly string[] | null,
): Expression {
  const wrapped = (field: string, inner: Expression) =>
    printer.isPython ? printer.call("Source", [[field, inner]]) : inner;
  if (entities !== undefined)
    return wrapped(
      "entities",
      printer.call("EntitySource", [
        ["snapshotTable", printer.text(entities.snapshotTable)],
        ["mutationTable", printer.text(entities.mutationTable)],
        ["mutationTopic", printer.text(entities.mutationTopic)],
        ["query", queryExpression(printer, entities.query ?? {}, columns)],
      ]),
    );
  if (joinSource !== undefined) {
    const definition: Join = joinSource.join ?? {};
    return wrapped(
      "joinSource",
      printer.call("JoinSource", [
        ["join", raw(printer.reference({ kind: "Join", definition }) ?? printer.dialect.none)],
        ["query", queryExpression(printer, joinSource.query ?? {}, columns)],
      ]),
    );
  }
  return wrapped(
    "events",
    printer.call("EventSource", [
      ["table", printer.text(events?.table)],
      ["topic", printer.text(events?.topic)],
      ["query", queryExpression(printer, events?.query ?? {}, columns)],
      ["isCumulative", printer.flag(events?.isCumulative)],
    ]),
  );
}

export function queryExpression(
  printer: DefinitionPrinter,
  query: Query,
  columns: readonly string[] | null,
): Expression {
  const all = columns === null ? undefined : Object.fromEntries(columns.map((column) => [column, column]));
  const selects = query.selects ?? (printer.isPython ? all : undefined);
  return printer.call("Query", [
    ["selects", selects && selectsExpression(printer, selects)],
    ["wheres", printer.texts(query.wheres)],
    ["time_column", printer.text(query.timeColumn)],
    ["start_partition", printer.text(query.startPartition)],
    ["end_partition", printer.text(query.endPartition)],
    ["setups", query.setups?.length ? texts(query.setups) : undefined],
    ["mutation_time_column", printer.text(query.mutationTimeColumn)],
    ["reversal_column", printer.text(query.reversalColumn)],
    ["partition_column", printer.text(query.partitionColumn)],
  ]);
}

/** `select("a", b="x")` where names and order allow it, else a dict. */
export function selectsExpression(printer: DefinitionPrinter, selects: Readonly<Record<string, string>>): Expression {
  const entries = Object.entries(selects);
  const first = entries.findIndex(([name, expression]) => name !== expression);
  const plain = first < 0 ? entries : entries.slice(0, first);
  const rest = first < 0 ? [] : entries.slice(first);
  const fits = rest.every(([name]) => isArgumentName(name));
  if (!fits || plain.length === 0) return textDict(selects);
  printer.used.add("select");
  return call(
    "select",
    rest.map(([name, expression]) => [name, text(expression)]),
    plain.map(([name]) => text(name)),
  );
}
