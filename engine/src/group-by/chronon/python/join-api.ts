import type { BootstrapPart } from "../../join.ts";
import { sourceDependencies } from "../source-dependencies.ts";
import { type Bound, bindArguments } from "./bind-arguments.ts";
import { BACKFILL_TABLE, LOGGED_TABLE } from "./fill-tables.ts";
import { completeLeft } from "./join-left.ts";
import { type Place, PythonProblem } from "./place.ts";
import { jsonText, plainJson } from "./plain-json.ts";
import {
  type Call,
  isTruthy,
  type PythonDict,
  PythonFunction,
  PythonStruct,
  type PythonValue,
} from "./python-value.ts";
import { sourceWaits } from "./source-waits.ts";
import { type Parameter, placesByField, structOf, structsOf, wholeNumberOf } from "./struct-api.ts";

/** In the order of Chronon's constructor. */
const PARAMETERS = [
  ["left", "left"],
  ["right_parts", "joinParts"],
  ["check_consistency", "consistencyCheck"],
  ["additional_args", "additional_args"],
  ["additional_env", "additional_env"],
  ["dependencies", "dependencies"],
  ["online", "online"],
  ["production", "production"],
  ["output_namespace", "outputNamespace"],
  ["table_properties", "tableProperties"],
  ["env", "modeToEnvMap"],
  ["lag", "lag"],
  ["skew_keys", "skewKeys"],
  ["sample_percent", "samplePercent"],
  ["consistency_sample_percent", "consistencySamplePercent"],
  ["online_external_parts", "onlineExternalParts"],
  ["offline_schedule", "offlineSchedule"],
  ["historical_backfill", "historicalBackfill"],
  ["row_ids", "rowIds"],
  ["bootstrap_parts", "bootstrapParts"],
  ["bootstrap_from_log", "bootstrap_from_log"],
  ["label_part", "labelPart"],
  ["derivations", "derivations"],
  ["deprecation_date", "deprecationDate"],
  ["tags", "tags"],
  ["description", "description"],
] as const satisfies readonly Parameter[];

/** `Join(...)` of `ai.chronon.join`, with what Chronon's constructor completes and refuses. */
export const join = new PythonFunction("Join", (call: Call) => {
  const bound = bindArguments(call, {
    name: "Join",
    parameters: PARAMETERS.map(([parameter]) => parameter),
    required: ["left", "right_parts"],
    takesMore: true,
  });
  const placeOf = (parameter: string): Place => bound.places.get(parameter) ?? call.place;
  const given = (parameter: string): PythonValue => bound.values.get(parameter) ?? null;
  const orElse = (parameter: string, fallback: PythonValue): PythonValue =>
    bound.values.has(parameter) ? given(parameter) : fallback;
  const left = structOf(given("left"), "Source", "left", placeOf("left"));
  const parts = structsOf(given("right_parts"), "JoinPart", "right_parts", placeOf("right_parts"));
  const lag = wholeNumberOf(given("lag") ?? 0, "lag", placeOf("lag"));
  const checks = isTruthy(given("check_consistency"));
  const bootstraps = bootstrapsOf(bound, placeOf);
  const leftWaits = sourceWaits(left, given("dependencies"), lag, placeOf("dependencies"));
  const ownWaits = isTruthy(given("dependencies")) ? [] : (bootstraps ?? []).flatMap(bootstrapWaits);
  const metaData = new PythonStruct(
    "MetaData",
    call.place,
    [
      ["online", orElse("online", false)],
      ["production", orElse("production", false)],
      ["customJson", jsonText(customJson(bound, lag, parts), call.place)],
      ["dependencies", once([...leftWaits, ...parts.flatMap(partDependencies), ...ownWaits])],
      ["tableProperties", given("table_properties")],
      ["outputNamespace", given("output_namespace")],
      ["modeToEnvMap", given("env")],
      ["samplePercent", given("sample_percent")],
      ["offlineSchedule", orElse("offline_schedule", "@daily")],
      ["consistencySamplePercent", checks ? orElse("consistency_sample_percent", 5) : null],
      ["historicalBackfill", given("historical_backfill")],
      ["deprecationDate", given("deprecation_date")],
      ["description", given("description")],
    ],
    placesByField(PARAMETERS, bound.places),
  );
  return new PythonStruct(
    "Join",
    call.place,
    [
      ["metaData", metaData],
      ["left", completeLeft(left, placeOf("left"))],
      ["joinParts", parts],
      ["skewKeys", given("skew_keys")],
      ["onlineExternalParts", given("online_external_parts")],
      ["labelPart", completeLabels(given("label_part"), leftWaits)],
      ["bootstrapParts", bootstraps],
      ["rowIds", given("row_ids")],
      ["derivations", given("derivations")],
    ],
    placesByField(PARAMETERS, bound.places),
  );
});

const once = (texts: readonly string[]): string[] => [...new Set(texts)];

const metaDataOf = (part: PythonStruct): PythonStruct | null => {
  const groupBy = part.get("groupBy");
  const metaData = groupBy instanceof PythonStruct ? groupBy.get("metaData") : null;
  return metaData instanceof PythonStruct ? metaData : null;
};

function partDependencies(part: PythonStruct): string[] {
  const given = metaDataOf(part)?.get("dependencies");
  return Array.isArray(given) ? given.filter((one) => typeof one === "string") : [];
}

function customJson({ values, more }: Bound, lag: number, parts: readonly PythonStruct[]): PythonDict {
  const partTags: PythonDict = new Map();
  for (const part of parts) {
    if (!isTruthy(part.tags)) continue;
    const prefix = part.get("prefix");
    partTags.set(`${isTruthy(prefix) ? `${String(prefix)}_` : ""}${String(metaDataOf(part)?.get("name"))}`, part.tags);
  }
  const loose = ["additional_args", "additional_env"].flatMap((name) => {
    const value = values.get(name) ?? null;
    return isTruthy(value) ? [[name, value] as const] : [];
  });
  return new Map<PythonValue, PythonValue>([
    ["check_consistency", values.get("check_consistency") ?? false],
    ["lag", lag],
    ...loose,
    ...more,
    ["join_tags", values.get("tags") ?? null],
    ["join_part_tags", partTags],
  ]);
}

function bootstrapsOf({ values }: Bound, placeOf: (parameter: string) => Place): PythonStruct[] | null {
  const given = values.get("bootstrap_parts") ?? null;
  const parts = given === null ? [] : structsOf(given, "BootstrapPart", "bootstrap_parts", placeOf("bootstrap_parts"));
  if (!isTruthy(values.get("bootstrap_from_log") ?? null)) return given === null ? null : parts;
  const place = placeOf("bootstrap_from_log");
  if (!isTruthy(values.get("sample_percent") ?? null) || !isTruthy(values.get("online") ?? null))
    throw new PythonProblem(
      "bootstrap-without-log",
      place,
      "bootstrap_from_log needs a log: an online join with sample_percent.",
      "Set online=True and sample_percent, or remove bootstrap_from_log.",
    );
  return [...parts, new PythonStruct("BootstrapPart", place, [["table", LOGGED_TABLE]])];
}

function bootstrapWaits(part: PythonStruct): string[] {
  const { table, query } = plainJson(part, part.place) as BootstrapPart;
  return sourceDependencies({ events: { ...(table !== undefined && { table }), ...(query && { query }) } }, 0);
}

function completeLabels(given: PythonValue, leftWaits: readonly string[]): PythonValue {
  if (!(given instanceof PythonStruct)) return given;
  const labels = given.get("labels");
  const parts = Array.isArray(labels) ? labels.filter((one) => one instanceof PythonStruct) : [];
  const own = `{"name": "wait_for_${BACKFILL_TABLE}", "spec": "${BACKFILL_TABLE}/ds={{ ds }}"}`;
  const schedule = given.get("metaData");
  const metaData = new PythonStruct("MetaData", given.place, [
    ["dependencies", once([...leftWaits, ...parts.flatMap(partDependencies), own])],
    ["offlineSchedule", schedule instanceof PythonStruct ? schedule.get("offlineSchedule") : null],
  ]);
  return new PythonStruct("LabelPart", given.place, [...given.fields, ["metaData", metaData]], given.places);
}
