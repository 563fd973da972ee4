import { TilescopeError } from "../errors.ts";
import { type Json, valueFromJson } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import type { DraftProblem } from "./draft-stream.ts";

/** Rows as JSON objects, read by a schema. A value that does not fit its column becomes null and a problem. */
export function writtenRows(
  schema: Schema,
  objects: readonly Readonly<Record<string, Json>>[],
): { rows: Row[]; problems: DraftProblem[] } {
  const problems: DraftProblem[] = [];
  const rows = objects.map((object, row) =>
    schema.map(({ name, type }) => {
      try {
        return valueFromJson(type, object[name] ?? null);
      } catch (error) {
        if (!(error instanceof TilescopeError)) throw error;
        problems.push({ row, reason: `Column "${name}": ${error.message}; taken as null.` });
        return null;
      }
    }),
  );
  return { rows, problems };
}
