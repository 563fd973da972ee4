import { checkAggregation } from "../aggregation/check-aggregation.ts";
import { createRowAggregator } from "../aggregation/create-row-aggregator.ts";
import { expandParts } from "../aggregation/expand-parts.ts";
import { isDeletable } from "../aggregation/operation-types.ts";
import { outputColumnName } from "../aggregation/output-column-name.ts";
import type { Checked } from "../errors.ts";
import { describeType, type Schema } from "../schema/schema.ts";
import { DAY_MS } from "../time/duration.ts";
import { tailHopMs, windowMs } from "../time/window.ts";
import { hasMutations } from "./check-surprises.ts";
import { type CompiledQuery, compileQuery } from "./compile-query.ts";
import { compileSelect } from "./compile-select.ts";
import { batchDataset, cleanName, streamingDataset } from "./dataset-names.ts";
import { DiagnosticList } from "./diagnostic-list.ts";
import type { Aggregation, GroupBy } from "./group-by.ts";
import type { Feature, Plan } from "./plan.ts";
import { selectInputs, selectKeys } from "./select-columns.ts";
import { inferAccuracy, queryPath, streamingSourceIndex, topicName, viewSource } from "./source-kind.ts";
import { validateGroupBy } from "./validate-group-by.ts";

type Path = readonly (string | number)[];

/** Time expressions of these types count milliseconds; other types need a cast. */
const TIME_TYPES: ReadonlySet<unknown> = new Set(["long", "int", "short", "byte"]);

/**
 * Validates a GroupBy and compiles it against the raw columns of its source: the first source with a topic, or else the
 * first. Everything that would be decided per event is decided here. Diagnostics point into the GroupBy's JSON.
 * Call `loadSqlParser()` before, and `loadSketches()` for sketch operations: without them an expression or an operation
 * that needs them throws `TilescopeError`.
 */
export function compilePlan(groupBy: GroupBy, sourceSchema: Schema): Checked<Plan> {
  const validated = validateGroupBy(groupBy);
  if (!validated.ok) return validated;
  const diagnostics = new DiagnosticList();
  diagnostics.addAt([], validated.warnings);
  const checked = validated.value;
  const aggregations = checked.aggregations ?? [];
  if (aggregations.length === 0)
    diagnostics.error(
      "no-aggregations",
      ["aggregations"],
      "A GroupBy without aggregations has nothing to run over a stream.",
      "Add an aggregation.",
    );

  const sourceIndex = Math.max(0, streamingSourceIndex(checked));
  const source = checked.sources?.[sourceIndex] ?? {};
  const { query, topic } = viewSource(source);
  const path = queryPath(source, sourceIndex);
  const compiled = compileQuery(query, sourceSchema, path, diagnostics);
  checkTime(compiled, path, diagnostics);
  const keys = selectKeys(checked, compiled, diagnostics);
  const inputs = selectInputs(aggregations, compiled, diagnostics);
  if (!diagnostics.failed) checkParts(aggregations, inputs.schema, hasMutations(checked), diagnostics);
  if (diagnostics.failed) return { ok: false, diagnostics: diagnostics.all };

  const name = checked.metaData?.name ?? "";
  const { windowed, base, baseIndex } = expandParts(aggregations);
  const features = windowed.map((part, i): Feature => {
    const lengthMs = windowMs(part.window);
    return {
      part,
      name: outputColumnName(part),
      baseIndex: baseIndex[i] ?? 0,
      windowMs: lengthMs,
      tailHopMs: tailHopMs(lengthMs),
    };
  });
  return diagnostics.checked<Plan>({
    groupBy: checked,
    name,
    cleanName: cleanName(name),
    accuracy: inferAccuracy(checked),
    topic: topic === null ? null : topicName(topic),
    sourceSchema,
    keySchema: keys.schema,
    inputSchema: inputs.schema,
    baseParts: base,
    features,
    baseAggregator: createRowAggregator(inputs.schema, base),
    windowedAggregator: createRowAggregator(inputs.schema, windowed),
    tileSizeMs: Math.min(DAY_MS, ...features.map((feature) => feature.tailHopMs)),
    streamingDataset: streamingDataset(name),
    batchDataset: batchDataset(name),
    select: compileSelect(compiled, keys.columns, inputs.columns),
  });
}

function checkTime({ time }: CompiledQuery, path: Path, diagnostics: DiagnosticList): void {
  if (time === null || TIME_TYPES.has(time.type)) return;
  const found = time.type === null ? time.sparkType : describeType(time.type);
  const expression = time.type === "timestamp" ? `UNIX_MILLIS(${time.sql})` : `CAST(${time.sql} AS BIGINT)`;
  diagnostics.error(
    "time-not-long",
    [...path, "timeColumn"],
    `The time column gives ${found}, not milliseconds since 1970 as an integer.`,
    time.type === "string"
      ? `Write ${expression}, or UNIX_MILLIS(CAST(${time.sql} AS TIMESTAMP)).`
      : `Write ${expression}.`,
  );
}

function checkParts(
  aggregations: readonly Aggregation[],
  inputSchema: Schema,
  mutates: boolean,
  diagnostics: DiagnosticList,
): void {
  const deletes = mutates && expandParts(aggregations).base.some(({ operation }) => isDeletable(operation));
  for (const [i, aggregation] of aggregations.entries()) {
    for (const [j, part] of expandParts([aggregation]).base.entries()) {
      const checked = checkAggregation(part, inputSchema);
      if (deletes && checked.ok && !checked.value.deletable && /map|elementWise/.test(checked.value.shape.kind))
        diagnostics.warn(
          "delete-fails",
          ["aggregations", i],
          `A deleted row makes ${part.operation} over the columns inside "${part.inputColumn}" fail, and the whole read with it.`,
          "Use an operation that can delete, or a GroupBy of its own without COUNT, SUM, AVERAGE and HISTOGRAM.",
        );
      for (const problem of checked.ok ? checked.warnings : checked.diagnostics) {
        // Arguments have been checked by the validation.
        if (problem.path[0] === "argMap") continue;
        const ofBucket = problem.path[0] === "buckets";
        if (ofBucket) diagnostics.addAt(["aggregations", i, "buckets", j], [{ ...problem, path: [] }]);
        else if (j === 0) diagnostics.addAt(["aggregations", i], [problem]);
      }
    }
  }
}
