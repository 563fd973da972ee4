import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TilescopeError } from "../../errors.ts";
import { type Json, parseJson } from "../../schema/json.ts";
import type { DataType } from "../../schema/schema.ts";
import type { FileStream } from "../../simulation/stream.ts";
import type { FileReading } from "../../worker/index.ts";
import { parseCsv } from "./parse-csv.ts";

const MOST_PROBLEMS = 100;
const NUMBERS: ReadonlySet<DataType> = new Set<DataType>(["byte", "short", "int", "float", "double"]);

/** Bytes of the file of a stream, which stands beside the notebook. Throws `file/unreadable`. */
export async function streamBytes(folder: string, { fileName }: FileStream): Promise<Uint8Array> {
  const path = join(folder, fileName);
  try {
    return await readFile(path);
  } catch (error) {
    throw new TilescopeError(
      "file/unreadable",
      `${path} cannot be read. Put the file of the stream beside the notebook.`,
      error,
    );
  }
}

/** The rows of CSV or JSON lines, as a stream declares their columns. Throws `file/unreadable` for another format. */
export function readStreamFile(stream: FileStream, bytes: Uint8Array): FileReading {
  const { format, fileName } = stream;
  if (format !== "csv" && format !== "json-lines")
    throw new TilescopeError(
      "file/unreadable",
      `${fileName} is ${format}; the command line reads CSV and JSON lines. Open the notebook in the studio, or convert the file.`,
    );
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, "");
  const problems: { line: number; reason: string }[] = [];
  const report = (line: number, reason: string) => {
    if (problems.length < MOST_PROBLEMS) problems.push({ line, reason });
  };
  const rows = format === "csv" ? csvRows(stream, text, report) : jsonRows(text, report);
  return { format, schema: stream.schema, timeColumns: [stream.timeColumn], rows, total: rows.length, problems };
}

type Report = (line: number, reason: string) => void;
type FileRow = FileReading["rows"][number];

function csvRows({ schema, fileName }: FileStream, text: string, report: Report): FileRow[] {
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const separator = [",", ";", "\t"].reduce((best, one) =>
    first.split(one).length > first.split(best).length ? one : best,
  );
  const [names = [], ...lines] = parseCsv(text, separator);
  const missing = schema.find(({ name }) => !names.includes(name));
  if (missing !== undefined)
    throw new TilescopeError(
      "file/unreadable",
      `${fileName} has no column "${missing.name}"; its first line names ${names.join(", ")}.`,
    );
  return lines.flatMap((fields, i) => {
    if (fields.length !== names.length) {
      report(i + 2, `${fields.length} fields instead of ${names.length}.`);
      return [];
    }
    return [
      Object.fromEntries(schema.map(({ name, type }) => [name, csvValue(type, fields[names.indexOf(name)] ?? null)])),
    ];
  });
}

/** A text as the JSON of its column's type; what is none stays text, so that the run says so. */
function csvValue(type: DataType, text: string | null): Json {
  if (text === null) return null;
  if (type === "boolean" && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if (NUMBERS.has(type) && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if ((type === "long" || type === "timestamp") && !/^-?\d+$/.test(text)) {
    const ms = Date.parse(/[zZ]|[+-]\d{2}:?\d{2}$/.test(text) ? text : `${text.replace(" ", "T")}Z`);
    return Number.isNaN(ms) ? text : ms;
  }
  return text;
}

function jsonRows(text: string, report: Report): FileRow[] {
  return text.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      const value = parseJson(line);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return [value];
      report(i + 1, "Not a JSON object.");
    } catch (error) {
      report(i + 1, `Not JSON: ${(error as Error).message}`);
    }
    return [];
  });
}
