import type { DataType } from "../schema/schema.ts";
import type { FileStream } from "../simulation/stream.ts";
import { type Duration, durationMs } from "./duration.ts";

export interface FileOptions {
  /** Topic that the GroupBy's source names. */
  topic: string;
  /** Name of the file; the studio asks for the file itself. */
  fileName: string;
  /** Absent: from the ending of the name. */
  format?: FileStream["format"];
  /** Types by column, in the order of the columns. */
  schema: Readonly<Record<string, DataType>>;
  timeColumn: string;
  /** What the time column counts. Default: milliseconds. */
  timeUnit?: FileStream["timeUnit"];
  /** Default: in the order of the file. `{ share, p50, p95 }` delays that share of the rows. */
  arrival?: "file-order" | "event-time" | { share: number; p50: Duration; p95: Duration; seed?: number };
}

const FORMATS: Readonly<Record<string, FileStream["format"]>> = {
  csv: "csv",
  tsv: "csv",
  jsonl: "json-lines",
  ndjson: "json-lines",
  json: "json-lines",
  parquet: "parquet",
  avro: "avro",
};

function formatOf(fileName: string): FileStream["format"] {
  const format = FORMATS[fileName.split(".").at(-1)?.toLowerCase() ?? ""];
  if (format === undefined)
    throw new Error(
      `The name "${fileName}" does not tell the format. Add format: "csv", "json-lines", "parquet" or "avro".`,
    );
  return format;
}

function arrivalOf(arrival: NonNullable<FileOptions["arrival"]>): FileStream["arrival"] {
  if (arrival === "file-order" || arrival === "event-time") return { kind: arrival };
  const { share, p50, p95, seed = 1 } = arrival;
  return { kind: "delay", seed, share, p50Ms: durationMs(p50), p95Ms: durationMs(p95) };
}

/**
 * A stream from a file that the person chooses. The notebook keeps how to read it, never its rows.
 * @example File({ topic: "sales", fileName: "sales.csv", schema: { id: "string", created: "long" }, timeColumn: "created" })
 */
export function File(options: FileOptions): FileStream {
  const { topic, fileName, format, schema, timeColumn, timeUnit = "milliseconds", arrival = "file-order" } = options;
  return {
    kind: "file",
    topic,
    fileName,
    format: format ?? formatOf(fileName),
    schema: Object.entries(schema).map(([name, type]) => ({ name, type })),
    timeColumn,
    timeUnit,
    arrival: arrivalOf(arrival),
  };
}
