import type { DataType, Schema } from "../../engine/src/schema/schema.ts";
import type { FileStream } from "../../engine/src/simulation/stream.ts";
import type { EngineRequests } from "../../engine/src/worker/protocol.ts";
import { durationText } from "./number-text.ts";

export type FileInspection = EngineRequests["inspectFile"]["answer"];

function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function typeText(type: DataType): string {
  if (typeof type === "string") return JSON.stringify(type);
  if ("list" in type) return `{ list: ${typeText(type.list)} }`;
  if ("map" in type) return `{ map: ${typeText(type.map)} }`;
  const fields = type.fields.map((field) => `{ name: ${JSON.stringify(field.name)}, type: ${typeText(field.type)} }`);
  return `{ struct: ${JSON.stringify(type.struct)}, fields: [${fields.join(", ")}] }`;
}

function schemaText(schema: Schema): string {
  const lines = schema.map(({ name, type }) => `    ${keyText(name)}: ${typeText(type)},`);
  return `{\n${lines.join("\n")}\n  }`;
}

function arrivalText(arrival: FileStream["arrival"], knownNames: ReadonlySet<string>): string {
  if (arrival.kind !== "delay") return JSON.stringify(arrival.kind);
  const { share, p50Ms, p95Ms, seed } = arrival;
  const [p50, p95] = [p50Ms, p95Ms].map((durationMs) => durationText(durationMs, null, knownNames));
  return `{ share: ${share}, p50: ${p50}, p95: ${p95}, seed: ${seed} }`;
}

/** The call that defines a file stream, as a person would write it. */
export function printFileDefinition(stream: FileStream, knownNames: ReadonlySet<string>): string {
  const lines = [
    `topic: ${JSON.stringify(stream.topic)}`,
    `fileName: ${JSON.stringify(stream.fileName)}`,
    `format: ${JSON.stringify(stream.format)}`,
    `schema: ${schemaText(stream.schema)}`,
    `timeColumn: ${JSON.stringify(stream.timeColumn)}`,
    `timeUnit: ${JSON.stringify(stream.timeUnit)}`,
    `arrival: ${arrivalText(stream.arrival, knownNames)}`,
  ];
  return `File({\n${lines.map((line) => `  ${line},\n`).join("")}})`;
}

/** What the values of a time column count, by their size: seconds, ms or µs since 1970 all have their own range. */
export function guessTimeUnit(rows: FileInspection["rows"], timeColumn: string): FileStream["timeUnit"] {
  for (const row of rows) {
    const value = row[timeColumn];
    if (typeof value === "string") return /^-?\d+$/.test(value) ? "milliseconds" : "text";
    if (typeof value !== "number" && typeof value !== "bigint") continue;
    const size = Math.abs(Number(value));
    if (size >= 1e14) return "microseconds";
    return size > 0 && size < 1e11 ? "seconds" : "milliseconds";
  }
  return "milliseconds";
}

/** A definition for a file that was just chosen; the topic and the order of arrival of the one before stay. */
export function definitionFor(before: FileStream, fileName: string, inspection: FileInspection): FileStream {
  const { format, schema, timeColumns, rows } = inspection;
  const known = schema.some((field) => field.name === before.timeColumn);
  const timeColumn = known ? before.timeColumn : (timeColumns[0] ?? schema[0]?.name ?? "");
  return {
    kind: "file",
    topic: before.topic,
    fileName,
    format,
    schema,
    timeColumn,
    timeUnit: guessTimeUnit(rows, timeColumn),
    arrival: before.arrival,
  };
}
