import { type Checked, TilescopeError } from "../errors.ts";
import { type Json, valueFromJson } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import { checkGenerator } from "./check-generator.ts";
import { checkColumns, checkSchema } from "./check-schema.ts";
import { DefinitionCheck, isObject, type JsonObject, type Path } from "./definition-check.ts";
import type { StreamDefinition } from "./stream.ts";

const MOST_PARTITION = 1_023;

function checkRow(check: DefinitionCheck, row: JsonObject, schema: Schema, path: Path): void {
  check.knownMembers(row, path, ["event", "arrivalMs", "partition"]);
  check.number(row, "arrivalMs", path, { whole: true, optional: true });
  check.number(row, "partition", path, { least: 0, most: MOST_PARTITION, whole: true, optional: true });
  const event = check.object(row.event, [...path, "event"], "The event");
  if (event === null) return;
  const names = schema.map((field) => field.name);
  check.knownMembers(event, [...path, "event"], names);
  for (const { name, type } of schema) {
    try {
      valueFromJson(type, (event[name] ?? null) as Json);
    } catch (error) {
      if (!(error instanceof TilescopeError)) throw error;
      check.error([...path, "event", name], "bad-value", `${error.message}.`, "Change the value or the column's type.");
    }
  }
}

function checkRows(check: DefinitionCheck, stream: JsonObject): void {
  check.knownMembers(stream, [], ["kind", "topic", "schema", "rows", "timeColumn"]);
  const schema = checkSchema(check, stream.schema, stream.timeColumn);
  if (!Array.isArray(stream.rows)) {
    check.error(["rows"], "not-a-list", "The rows are missing.", "Write a list of rows, each with its event.");
    return;
  }
  for (const [i, json] of stream.rows.entries()) {
    const row = check.object(json, ["rows", i], "The row");
    if (row !== null) checkRow(check, row, schema, ["rows", i]);
  }
}

function checkLive(check: DefinitionCheck, stream: JsonObject): void {
  check.knownMembers(stream, [], ["kind", "topic", "schema"]);
  checkColumns(check, stream.schema);
}

function checkFile(check: DefinitionCheck, stream: JsonObject): void {
  check.knownMembers(stream, [], "kind topic fileName format schema timeColumn timeUnit arrival".split(" "));
  check.text(stream, "fileName", []);
  check.choice(stream, "format", [], ["csv", "json-lines", "parquet", "avro"]);
  check.choice(stream, "timeUnit", [], ["milliseconds", "seconds", "microseconds", "text"]);
  checkSchema(check, stream.schema, stream.timeColumn);
  const arrival = check.object(stream.arrival, ["arrival"], "The order of arrival");
  if (arrival === null) return;
  check.choice(arrival, "kind", ["arrival"], ["file-order", "event-time", "delay"]);
  if (arrival.kind !== "delay") return;
  check.number(arrival, "seed", ["arrival"], { whole: true });
  check.number(arrival, "share", ["arrival"], { least: 0, most: 1 });
  check.number(arrival, "p50Ms", ["arrival"], { least: 0 });
  check.number(arrival, "p95Ms", ["arrival"], { least: 0 });
  if (Number(arrival.p95Ms) < Number(arrival.p50Ms))
    check.error(["arrival", "p95Ms"], "empty-range", "The 95th percentile is below the median.", "Raise it.");
}

/**
 * Checks the JSON of a stream definition as a person wrote it. Each problem names the member, says what is wrong and
 * what to do; a member that means nothing is a warning, since it may be a misspelling.
 */
export function validateStream(json: unknown): Checked<StreamDefinition> {
  const check = new DefinitionCheck();
  if (!isObject(json)) check.error([], "not-an-object", "The stream is not an object.", "Write { kind: …, topic: … }.");
  else {
    check.choice(json, "kind", [], ["generator", "rows", "file", "live"]);
    check.text(json, "topic", []);
    if (json.kind === "generator") checkGenerator(check, json);
    else if (json.kind === "rows") checkRows(check, json);
    else if (json.kind === "file") checkFile(check, json);
    else if (json.kind === "live") checkLive(check, json);
  }
  const { problems } = check;
  if (problems.some((problem) => problem.severity === "error")) return { ok: false, diagnostics: problems };
  return { ok: true, value: json as unknown as StreamDefinition, warnings: problems };
}
