import { expandParts, operationName } from "../aggregation/expand-parts.ts";
import { operationArguments } from "../aggregation/operation-arguments.ts";
import { outputColumnName } from "../aggregation/output-column-name.ts";
import { formatDuration } from "../time/duration.ts";
import { TimeUnit, tailHopMs, timeUnitName, windowMs } from "../time/window.ts";
import { selectedNames } from "./check-sources.ts";
import { didYouMean } from "./closest-names.ts";
import type { DiagnosticList } from "./diagnostic-list.ts";
import { Accuracy, type Aggregation, type GroupBy } from "./group-by.ts";
import { inferAccuracy, viewSource } from "./source-kind.ts";

type Path = readonly (string | number)[];

/** Chronon's rules for aggregations (Chronon semantics 1.8), and ours: no window below 1, no name used twice. */
export function checkAggregations(groupBy: GroupBy, diagnostics: DiagnosticList): void {
  const { aggregations } = groupBy;
  if (aggregations === undefined || aggregations.length === 0) {
    const plain = groupBy.sources?.every(
      ({ entities }) => entities && entities.mutationTable === undefined && entities.mutationTopic === undefined,
    );
    if (aggregations !== undefined || !plain)
      diagnostics.error(
        "no-aggregations",
        ["aggregations"],
        "There are no aggregations; only an entity source without mutations can do without.",
        "Add an aggregation.",
      );
    return;
  }
  const selected =
    groupBy.sources
      ?.map(viewSource)
      .map(selectedNames)
      .find((names) => names !== null) ?? null;
  for (const [i, aggregation] of aggregations.entries()) {
    const path = ["aggregations", i];
    checkColumns(aggregation, selected, path, diagnostics);
    checkOperation(aggregation, path, diagnostics);
    checkWindows(groupBy, aggregation, path, diagnostics);
  }
  if (!diagnostics.failed) checkNames(aggregations, diagnostics);
}

function checkColumns(
  { inputColumn, buckets }: Aggregation,
  selected: readonly string[] | null,
  path: Path,
  diagnostics: DiagnosticList,
): void {
  if (inputColumn === undefined)
    diagnostics.error("missing-input-column", path, "The aggregation has no input column.", "Set inputColumn.");
  if (selected === null) return;
  const check = (name: string, at: Path, what: string) => {
    if (!selected.includes(name) && name !== "ts")
      diagnostics.error(
        "input-not-selected",
        at,
        `${what} "${name}" is not among the selected columns.`,
        didYouMean(name, selected),
      );
  };
  if (inputColumn !== undefined) check(inputColumn, [...path, "inputColumn"], "Input column");
  for (const [i, bucket] of (buckets ?? []).entries()) check(bucket, [...path, "buckets", i], "Bucket");
}

function checkOperation({ operation, argMap }: Aggregation, path: Path, diagnostics: DiagnosticList): void {
  const name = operation === undefined ? null : operationName(operation);
  if (name === null) {
    diagnostics.error("missing-operation", path, "The aggregation has no operation.", "Set operation.");
    return;
  }
  if (name === "APPROX_PERCENTILE" && argMap?.percentiles === undefined) {
    const hint = 'Add `"argMap": {"k": "128", "percentiles": "[0.5, 0.95]"}`.';
    diagnostics.error("missing-percentiles", [...path, "argMap"], "APPROX_PERCENTILE needs percentiles.", hint);
    return;
  }
  const checked = operationArguments(name, argMap ?? null);
  for (const problem of checked.ok ? checked.warnings : checked.diagnostics)
    diagnostics.addAt(path, [
      // Chronon's compiler refuses what its aggregator lets pass.
      problem.code === "aggregation/percentile-out-of-range" ? { ...problem, severity: "error" } : problem,
    ]);
}

function checkWindows(groupBy: GroupBy, { windows }: Aggregation, path: Path, diagnostics: DiagnosticList): void {
  for (const [i, window] of (windows ?? []).entries()) {
    const at = [...path, "windows", i];
    if (window.length < 1)
      diagnostics.error(
        "bad-window",
        [...at, "length"],
        `The window is ${window.length} long; it must be at least 1.`,
        "Set a positive length, or remove the windows for all time.",
      );
    if (window.timeUnit === TimeUnit.DAYS) continue;
    const unit = timeUnitName(window.timeUnit);
    const hopMs = tailHopMs(windowMs(window));
    if (window.length >= 1 && windowMs(window) < hopMs)
      diagnostics.warn(
        "window-below-hop",
        at,
        `A window of ${window.length} ${unit} covers up to ${formatDuration(windowMs(window) + hopMs)}, as its tail moves in steps of ${formatDuration(hopMs)}.`,
        "Use a window that is a multiple of five minutes.",
      );
    const reason =
      groupBy.accuracy === Accuracy.SNAPSHOT
        ? "SNAPSHOT accuracy"
        : groupBy.backfillStartDate !== undefined
          ? "a backfill start date"
          : null;
    if (reason !== null)
      diagnostics.error(
        "hours-on-snapshot",
        at,
        `A window in ${unit} does not go with ${reason}, which moves in days.`,
        "Use a window in days.",
      );
    else if (groupBy.sources?.length && inferAccuracy(groupBy) === "SNAPSHOT")
      diagnostics.warn(
        "hours-without-topic",
        at,
        `Without a topic the accuracy is SNAPSHOT, which refuses windows in ${unit} when it runs.`,
        "Give the source a topic, set the accuracy to TEMPORAL, or use a window in days.",
      );
  }
}

/** Windowed features of one GroupBy share one map of names, so a name used twice would hide one of them. */
function checkNames(aggregations: readonly Aggregation[], diagnostics: DiagnosticList): void {
  const owners = new Map<string, number>();
  for (const [i, aggregation] of aggregations.entries()) {
    for (const part of expandParts([aggregation]).windowed) {
      const name = outputColumnName(part);
      const owner = owners.get(name);
      if (owner !== undefined)
        diagnostics.error(
          "duplicate-output",
          ["aggregations", i],
          `The feature name "${name}" is already taken by aggregation ${owner}.`,
          owner === i
            ? "Remove the repeated window or bucket."
            : "Select the column under a second name for one of them.",
        );
      else owners.set(name, i);
    }
  }
}
