import type { Checked } from "../../errors.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import type { GroupBy } from "../group-by.ts";
import { checkStruct } from "./check-struct.ts";

/**
 * Reads a GroupBy from compiled JSON, Chronon's or ours. Tolerant: booleans may be true and false, `setups` may be
 * missing, nulls count as unset, unknown fields are warnings. Only the structure is checked; `validateGroupBy` knows
 * the rules.
 */
export function readCompiledJson(text: string): Checked<GroupBy> {
  const diagnostics = new DiagnosticList();
  const json = readJson(text, diagnostics);
  const groupBy: GroupBy = diagnostics.failed ? {} : (checkStruct("GroupBy", json, [], diagnostics) ?? {});
  return diagnostics.checked(groupBy);
}

/** The JSON of a text; what is none is an error among the diagnostics. */
export function readJson(text: string, diagnostics: DiagnosticList): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    diagnostics.error("not-json", [], `The text is not JSON: ${reason}`, "Paste the whole compiled file.");
    return undefined;
  }
}
