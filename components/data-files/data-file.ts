import type { DataType, Schema } from "tilescope";
import type { FileReading } from "tilescope/worker";

export type FileRow = FileReading["rows"][number];

const TIME_NAMES = /(^|_)(ts|time|timestamp|created|updated|date|at)($|_)/i;
const YEAR_1990_S = 631_152_000;
const YEAR_2100_S = 4_102_444_800;

function looksLikeTime(value: unknown): boolean {
  if (typeof value === "number" || typeof value === "bigint") {
    const seconds = Number(value);
    return [1, 1e3, 1e6].some((unit) => seconds >= YEAR_1990_S * unit && seconds < YEAR_2100_S * unit);
  }
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2})?/.test(value);
}

/** Columns whose first values look like moments, those named like a time first. */
export function timeColumnsOf(schema: Schema, rows: readonly FileRow[]): string[] {
  const sample = rows.slice(0, 50);
  const candidates = schema
    .filter((field) => typeof field.type === "string" && TIME_TYPES.has(field.type))
    .map((field) => field.name)
    .filter((name) => {
      const values = sample.map((row) => row[name]).filter((value) => value !== null && value !== undefined);
      return values.length > 0 && values.every(looksLikeTime);
    });
  const score = (name: string) => (TIME_NAMES.test(name) ? 0 : 1);
  const numeric = (name: string) => (schema.find((field) => field.name === name)?.type === "string" ? 1 : 0);
  return candidates.sort((a, b) => numeric(a) - numeric(b) || score(a) - score(b));
}

const TIME_TYPES: ReadonlySet<DataType> = new Set<DataType>(["long", "int", "double", "string", "timestamp", "date"]);
