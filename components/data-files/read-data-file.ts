import { TilescopeError } from "tilescope";
import type { FileReading } from "tilescope/worker";
import { readCsv } from "./read-csv.ts";
import { readJsonLines } from "./read-json-lines.ts";
import { readParquet } from "./read-parquet.ts";

/** Reads a chosen file, at most `limit` rows; its kind follows from its content, then from its name. */
export async function readDataFile(fileName: string, bytes: Uint8Array, limit: number): Promise<FileReading> {
  if (bytes.length === 0) throw new TilescopeError("file/empty", `${fileName} is empty.`);
  const magic = new TextDecoder("latin1").decode(bytes.subarray(0, 4));
  try {
    if (magic === "PAR1") return await readParquet(bytes, limit);
    if (/\.(jsonl?|ndjson)$/i.test(fileName) || /^\s*[[{]/.test(magic)) return readJsonLines(bytes, limit);
    return await readCsv(bytes, limit);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new TilescopeError(
      "file/unreadable",
      `${fileName} cannot be read: ${reason} Expected CSV, JSON lines or Parquet.`,
      error,
    );
  }
}
