import { bindArguments } from "./bind-arguments.ts";
import { groupByJson } from "./group-by-json.ts";
import { type Place, PythonProblem } from "./place.ts";
import { jsonText } from "./plain-json.ts";
import {
  type Call,
  describeValue,
  type PythonDict,
  PythonFunction,
  PythonStruct,
  type PythonValue,
} from "./python-value.ts";
import { sourceWaits } from "./source-waits.ts";
import { type Parameter, placesByField, queryOf, structsOf, textsOf, wholeNumberOf } from "./struct-api.ts";

/** In the order of Chronon's constructor. */
const PARAMETERS = [
  ["sources", "sources"],
  ["keys", "keyColumns"],
  ["aggregations", "aggregations"],
  ["online", "online"],
  ["production", "production"],
  ["backfill_start_date", "backfillStartDate"],
  ["dependencies", "dependencies"],
  ["env", "modeToEnvMap"],
  ["table_properties", "tableProperties"],
  ["output_namespace", "outputNamespace"],
  ["accuracy", "accuracy"],
  ["lag", "lag"],
  ["offline_schedule", "offlineSchedule"],
  ["upload_schedule", "uploadSchedule"],
  ["name", "name"],
  ["tags", "tags"],
  ["derivations", "derivations"],
  ["historical_backfill", "historicalBackfill"],
  ["deprecation_date", "deprecationDate"],
  ["description", "description"],
  ["is_incremental", "isIncremental"],
] as const satisfies readonly Parameter[];

/** `GroupBy(...)` of `ai.chronon.group_by`, with what Chronon's constructor completes and refuses. */
export const groupBy = new PythonFunction("GroupBy", (call: Call) => {
  const bound = bindArguments(call, {
    name: "GroupBy",
    parameters: PARAMETERS.map(([parameter]) => parameter),
    required: ["sources", "keys", "aggregations"],
    takesMore: true,
  });
  const placeOf = (parameter: string): Place => bound.places.get(parameter) ?? call.place;
  const given = (parameter: string): PythonValue => bound.values.get(parameter) ?? null;
  const keys = textsOf(given("keys"), "keys", placeOf("keys"));
  const aggregations =
    given("aggregations") === null
      ? null
      : structsOf(given("aggregations"), "Aggregation", "aggregations", placeOf("aggregations"));
  const sources = sourcesOf(given("sources"), placeOf("sources"));
  const inputs = aggregations?.map((one) => one.get("inputColumn")).filter((one) => typeof one === "string") ?? [];
  for (const source of sources) completeQuery(source, [...keys, ...inputs]);
  if (given("historical_backfill") !== null && given("backfill_start_date") === null)
    throw new PythonProblem(
      "backfill-without-start",
      placeOf("historical_backfill"),
      "historical_backfill needs a backfill_start_date.",
      "Set backfill_start_date, or remove historical_backfill.",
    );
  const lag = wholeNumberOf(given("lag") ?? 0, "lag", placeOf("lag"));
  const metaData = new PythonStruct(
    "MetaData",
    call.place,
    [
      ["name", given("name")],
      ["online", given("online")],
      ["production", given("production")],
      ["customJson", jsonText(groupByJson(bound, lag, aggregations ?? [], sources, placeOf), call.place)],
      ["dependencies", sources.flatMap((source) => sourceWaits(source, given("dependencies"), lag, call.place))],
      ["tableProperties", given("table_properties")],
      ["outputNamespace", given("output_namespace")],
      ["team", call.place.file.path.split("/").at(-2) ?? null],
      ["modeToEnvMap", given("env")],
      ["offlineSchedule", bound.values.has("offline_schedule") ? given("offline_schedule") : "@daily"],
      ["historicalBackfill", given("historical_backfill")],
      ["deprecationDate", given("deprecation_date")],
      ["description", given("description")],
    ],
    placesByField(PARAMETERS, bound.places),
  );
  return new PythonStruct(
    "GroupBy",
    call.place,
    [
      ["metaData", metaData],
      ["sources", sources],
      ["keyColumns", keys],
      ["aggregations", aggregations],
      ["accuracy", given("accuracy")],
      ["backfillStartDate", given("backfill_start_date")],
      ["derivations", given("derivations")],
      ["isIncremental", given("is_incremental")],
    ],
    placesByField(PARAMETERS, bound.places),
  );
});

const WRAPPED: Readonly<Record<string, string>> = {
  EventSource: "events",
  EntitySource: "entities",
  JoinSource: "joinSource",
};

/** A source that stands alone is put into a `Source`, and that into a list. */
function sourcesOf(value: PythonValue, place: Place): PythonStruct[] {
  const items = Array.isArray(value) ? value : [value];
  const wrapped = items.map((item) => {
    const kind = item instanceof PythonStruct ? WRAPPED[item.type] : undefined;
    return kind === undefined || !(item instanceof PythonStruct)
      ? item
      : new PythonStruct("Source", item.place, [[kind, item]]);
  });
  return structsOf(wrapped, "Source", "sources", place);
}

/** Adds the columns that keys and aggregations need, and moves `ts` to the time column, in the query itself. */
function completeQuery(source: PythonStruct, required: readonly string[]): void {
  const query = queryOf(source);
  const given = query.get("selects") ?? new Map<PythonValue, PythonValue>();
  const place = query.places.get("selects") ?? query.place;
  if (!(given instanceof Map))
    throw new PythonProblem(
      "wrong-type",
      place,
      `selects is ${describeValue(given)}, not a dict.`,
      'Write select("user_id", amount="price * quantity").',
    );
  const selects: PythonDict = given;
  query.fields.set("selects", selects);
  for (const column of required) if (!selects.has(column)) selects.set(column, column);
  const ts = selects.get("ts");
  if (ts === undefined) return;
  selects.delete("ts");
  const time = query.get("timeColumn") ?? ts;
  query.fields.set("timeColumn", time);
  if (time !== ts)
    throw new PythonProblem(
      "ts-and-time-column",
      place,
      `"ts" is selected as ${describeValue(ts)}, but time_column is ${describeValue(time)}.`,
      "Write time_column alone.",
    );
}
