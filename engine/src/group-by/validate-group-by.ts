import type { Checked } from "../errors.ts";
import { checkAggregations } from "./check-aggregations.ts";
import { checkDerivations } from "./check-derivations.ts";
import { checkSources } from "./check-sources.ts";
import { checkSurprises } from "./check-surprises.ts";
import { checkStruct } from "./chronon/check-struct.ts";
import { DiagnosticList } from "./diagnostic-list.ts";
import type { GroupBy, MetaData } from "./group-by.ts";

/**
 * Checks JSON that claims to be a GroupBy in compiled form: its structure first, then Chronon's own rules and ours.
 * Trusts nothing about the JSON. The value is a cleaned copy without nulls and unknown fields (those are warnings).
 * Columns and types are checked later, by `compilePlan`, against the schema of the source.
 */
export function validateGroupBy(json: unknown): Checked<GroupBy> {
  const diagnostics = new DiagnosticList();
  const groupBy: GroupBy = checkStruct("GroupBy", json, [], diagnostics) ?? {};
  if (diagnostics.failed) return diagnostics.checked(groupBy);
  checkMetaData(groupBy, diagnostics);
  checkSources(groupBy, diagnostics);
  checkAggregations(groupBy, diagnostics);
  if (!diagnostics.failed) {
    checkDerivations(groupBy, diagnostics);
    checkSurprises(groupBy, diagnostics);
  }
  return diagnostics.checked(groupBy);
}

function checkMetaData(groupBy: GroupBy, diagnostics: DiagnosticList): void {
  const metaData: MetaData = groupBy.metaData ?? {};
  if (!metaData.name?.trim())
    diagnostics.error(
      "missing-name",
      ["metaData", "name"],
      "The GroupBy has no name.",
      "Set name, or export the GroupBy from a cell, which names it.",
    );
  if (metaData.customJson !== undefined && !isJsonObject(metaData.customJson))
    diagnostics.error(
      "bad-custom-json",
      ["metaData", "customJson"],
      "customJson is not a JSON object in a text.",
      'Write something like "{\\"enable_tiling\\": true}".',
    );
  if (metaData.deprecationDate !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(metaData.deprecationDate))
    diagnostics.error(
      "bad-date",
      ["metaData", "deprecationDate"],
      `The deprecation date "${metaData.deprecationDate}" is not a date.`,
      "Write it as 2026-01-31.",
    );
  if (metaData.historicalBackfill && groupBy.backfillStartDate === undefined)
    diagnostics.error(
      "backfill-without-start",
      ["metaData", "historicalBackfill"],
      "historicalBackfill needs a backfill start date.",
      "Set backfillStartDate.",
    );
}

function isJsonObject(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null && !Array.isArray(json);
  } catch {
    return false;
  }
}
