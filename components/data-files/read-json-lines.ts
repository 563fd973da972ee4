import { inferSchema, type Json, parseJson } from "tilescope";
import type { FileReading } from "tilescope/worker";
import { type FileRow, timeColumnsOf } from "./data-file.ts";

const MAX_PROBLEMS = 100;

/** Reads JSON lines, or one JSON array of objects. Broken lines are reported and left out; big integers stay exact. */
export function readJsonLines(bytes: Uint8Array, limit: number): FileReading {
  const text = new TextDecoder().decode(bytes);
  const problems: { line: number; reason: string }[] = [];
  const rows: FileRow[] = [];
  const take = (value: Json, line: number) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) rows.push(value);
    else if (problems.length < MAX_PROBLEMS) problems.push({ line, reason: "Not a JSON object." });
  };
  if (text.trimStart().startsWith("[")) {
    const array = parseJson(text);
    if (Array.isArray(array)) for (const [i, item] of array.entries()) take(item, i + 1);
  } else {
    text.split("\n").forEach((line, i) => {
      if (line.trim() === "") return;
      try {
        take(parseJson(line), i + 1);
      } catch (error) {
        if (problems.length < MAX_PROBLEMS)
          problems.push({ line: i + 1, reason: `Not JSON: ${(error as Error).message}` });
      }
    });
  }
  const { schema } = inferSchema(rows);
  return {
    format: "json-lines",
    schema,
    timeColumns: timeColumnsOf(schema, rows),
    rows: rows.slice(0, limit),
    total: rows.length,
    problems,
  };
}
