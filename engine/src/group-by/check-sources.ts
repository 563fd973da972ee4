import { didYouMean } from "./closest-names.ts";
import type { DiagnosticList } from "./diagnostic-list.ts";
import { Accuracy, type GroupBy, type Source } from "./group-by.ts";
import { inferAccuracy, queryPath, type SourceView, viewSource } from "./source-kind.ts";

/** Names that a query selects; null when it selects every column. */
export function selectedNames(source: SourceView): string[] | null {
  return source.query.selects === undefined ? null : Object.keys(source.query.selects);
}

/** Chronon's rules for the sources and keys of a GroupBy (Chronon semantics 1.8). */
export function checkSources(groupBy: GroupBy, diagnostics: DiagnosticList): void {
  const sources = groupBy.sources ?? [];
  if (sources.length === 0)
    diagnostics.error("no-sources", ["sources"], "The GroupBy has no sources.", "Add a source to sources.");
  for (const [i, source] of sources.entries()) checkSource(groupBy, source, i, diagnostics);
  checkAlike(sources, diagnostics);
  checkKeys(groupBy, diagnostics);
  if (groupBy.isIncremental) {
    const fits = inferAccuracy(groupBy) === "SNAPSHOT" && sources.every(({ events }) => events !== undefined);
    if (!fits)
      diagnostics.error(
        "incremental-not-supported",
        ["isIncremental"],
        "isIncremental works only for event sources with SNAPSHOT accuracy.",
        "Remove isIncremental, or set the accuracy to SNAPSHOT.",
      );
  }
}

function checkSource(groupBy: GroupBy, source: Source, index: number, diagnostics: DiagnosticList): void {
  const { kind, query, topic } = viewSource(source);
  const path = queryPath(source, index);
  const refuse = (code: string, field: string, message: string, hint: string) =>
    diagnostics.error(code, [...path, field], message, hint);

  if (Object.hasOwn(query.selects ?? {}, "ts"))
    diagnostics.error(
      "reserved-column",
      [...path, "selects", "ts"],
      '"ts" is reserved for the time of the event.',
      "Move the expression to timeColumn.",
    );
  const snapshot = groupBy.accuracy === Accuracy.SNAPSHOT;
  if (kind === "events") {
    for (const field of ["mutationTimeColumn", "reversalColumn"] as const) {
      if (query[field] !== undefined)
        refuse("no-mutations", field, `An event source has no mutations, so it takes no ${field}.`, `Remove ${field}.`);
    }
    if (query.timeColumn === undefined && (!snapshot || source.events?.isCumulative))
      refuse(
        "missing-time-column",
        "timeColumn",
        "The event source has no time column.",
        'Set timeColumn to an expression that gives milliseconds since 1970, such as "ts".',
      );
    if (snapshot && topic !== null)
      diagnostics.error(
        "snapshot-of-stream",
        ["accuracy"],
        "A source with a topic cannot have SNAPSHOT accuracy.",
        "Use TEMPORAL accuracy, or remove the topic.",
      );
  } else if (kind === "entities") {
    const windowed = groupBy.aggregations?.some(({ windows }) => windows?.length);
    if (windowed && query.timeColumn === undefined)
      refuse(
        "missing-time-column",
        "timeColumn",
        "The entity source has no time column, but aggregations have windows.",
        "Set timeColumn, or remove the windows.",
      );
  } else if (topic === null) {
    diagnostics.error(
      "join-source-without-topic",
      ["sources", index, "joinSource", "join"],
      "The join behind this source has no topic on its left side.",
      "Give the left source of the join a topic.",
    );
  }
}

/** All sources of a GroupBy share one data model and select the same columns. */
function checkAlike(sources: readonly Source[], diagnostics: DiagnosticList): void {
  const [first, ...others] = sources.map(viewSource);
  if (first === undefined) return;
  const isEntity = first.kind === "entities";
  const columns = selectedNames(first);
  for (const [i, other] of others.entries()) {
    if ((other.kind === "entities") !== isEntity)
      diagnostics.error(
        "mixed-sources",
        ["sources", i + 1],
        "Event sources and entity sources cannot be mixed in one GroupBy.",
        "Split the GroupBy in two.",
      );
    const otherColumns = selectedNames(other);
    if (columns === null || otherColumns === null) continue;
    const difference = [
      ...columns.filter((name) => !otherColumns.includes(name)),
      ...otherColumns.filter((name) => !columns.includes(name)),
    ];
    if (difference.length > 0)
      diagnostics.error(
        "mismatched-columns",
        ["sources", i + 1, other.kind, "query", "selects"],
        `Source ${i + 1} selects other columns than the first one; the difference is ${difference.join(", ")}.`,
        "Select the same names in every source.",
      );
  }
}

function checkKeys(groupBy: GroupBy, diagnostics: DiagnosticList): void {
  const keys = groupBy.keyColumns ?? [];
  if (keys.length === 0)
    diagnostics.error("missing-keys", ["keyColumns"], "The GroupBy has no keys.", "Name at least one key column.");
  for (const [i, key] of keys.entries()) {
    if (keys.indexOf(key) < i)
      diagnostics.error("duplicate-key", ["keyColumns", i], `Key "${key}" is listed twice.`, "Remove one of them.");
    const missing = groupBy.sources
      ?.map(viewSource)
      .map(selectedNames)
      .find((names) => names && !names.includes(key));
    if (missing)
      diagnostics.error(
        "key-not-selected",
        ["keyColumns", i],
        `Key "${key}" is not among the selected columns.`,
        didYouMean(key, missing),
      );
  }
}
