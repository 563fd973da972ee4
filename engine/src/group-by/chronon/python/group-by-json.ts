import { expandParts } from "../../../aggregation/expand-parts.ts";
import { outputColumnName } from "../../../aggregation/output-column-name.ts";
import { Accuracy, type Aggregation } from "../../group-by.ts";
import type { Bound } from "./bind-arguments.ts";
import { type Place, PythonProblem } from "./place.ts";
import { plainJson } from "./plain-json.ts";
import { describeValue, isTruthy, type PythonDict, type PythonStruct, type PythonValue } from "./python-value.ts";
import { sourceOf } from "./struct-api.ts";

const UPLOAD_SCHEDULES: readonly PythonValue[] = ["@daily", "@weekly", "@monthly", "@quarterly"];

/** What a GroupBy keeps in `customJson`: settings of its author's own, the lag, tags, the upload schedule. */
export function groupByJson(
  { values, more }: Bound,
  lag: number,
  aggregations: readonly PythonStruct[],
  sources: readonly PythonStruct[],
  placeOf: (parameter: string) => Place,
): PythonDict {
  const columnTags: PythonDict = new Map();
  for (const one of aggregations) {
    if (!isTruthy(one.tags)) continue;
    for (const part of expandParts([plainJson(one, one.place) as Aggregation]).windowed)
      columnTags.set(outputColumnName(part), one.tags);
  }
  const schedule = values.get("upload_schedule") ?? "@daily";
  const json: PythonDict = new Map<PythonValue, PythonValue>([
    ...more,
    ["lag", lag],
    ["groupby_tags", values.get("tags") ?? null],
    ["column_tags", columnTags],
  ]);
  if (schedule === "@daily") return json;
  const streams = sources.some((source) => {
    const inner = sourceOf(source)?.inner;
    return inner?.get("topic") != null || inner?.get("mutationTopic") != null;
  });
  if (!UPLOAD_SCHEDULES.includes(schedule) || streams || values.get("accuracy") === Accuracy.TEMPORAL)
    throw new PythonProblem(
      "bad-upload-schedule",
      placeOf("upload_schedule"),
      `upload_schedule cannot be ${describeValue(schedule)} here.`,
      `Write one of ${UPLOAD_SCHEDULES.join(", ")}; other than @daily only for SNAPSHOT accuracy without a topic.`,
    );
  return json.set("uploadSchedule", schedule);
}
