import { inferSchema, type Json } from "tilescope";
import type { FileReading } from "tilescope/worker";
import { type FileRow, timeColumnsOf } from "./data-file.ts";

function jsonOf(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return [...value].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, jsonOf(item)]));
  return value as Json;
}

/** Reads Parquet with a reader in plain JavaScript, all codecs included; times become milliseconds. */
export async function readParquet(bytes: Uint8Array, limit: number): Promise<FileReading> {
  const [{ parquetMetadataAsync, parquetReadObjects }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  const file = bytes.slice().buffer;
  const metadata = await parquetMetadataAsync(file);
  const total = Number(metadata.num_rows);
  const objects = await parquetReadObjects({ file, metadata, compressors, rowEnd: Math.min(limit, total) });
  const rows = objects.map((row) => jsonOf(row) as FileRow);
  const { schema } = inferSchema(rows);
  return { format: "parquet", schema, timeColumns: timeColumnsOf(schema, rows), rows, total, problems: [] };
}
