import { type Checked, type Diagnostic, TilescopeError } from "../errors.ts";
import { type Json, valueFromJson } from "./json.ts";
import type { Schema } from "./schema.ts";
import type { Row, Value } from "./value.ts";

function refuse(path: Diagnostic["path"], message: string, hint: string): Checked<never> {
  return { ok: false, diagnostics: [{ code: "schema/bad-event", severity: "error", message, hint, path }] };
}

/**
 * Turns a JSON object into a row of `schema`. A missing column is null, fields that the schema does not have are
 * ignored, and a value that does not fit its column is a reason that names the column. Parse the text with `parseJson`,
 * so that integers beyond 2^53 stay exact.
 */
export function decodeEvent(json: Json, schema: Schema): Checked<Row> {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    return refuse([], "The event is not a JSON object.", "Write an object with one field per column.");
  const row: Value[] = [];
  for (const { name, type } of schema) {
    try {
      row.push(Object.hasOwn(json, name) ? valueFromJson(type, json[name] ?? null) : null);
    } catch (error) {
      if (!(error instanceof TilescopeError)) throw error;
      return refuse([name], `Column "${name}": ${error.message}.`, "Correct the event, or the type of the column.");
    }
  }
  return { ok: true, value: row, warnings: [] };
}
