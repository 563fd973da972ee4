import type { RowIr } from "../aggregation/row-aggregator.ts";
import type { Plan } from "../group-by/plan.ts";
import { type Json, stringifyJson, valueToJson } from "../schema/json.ts";
import type { Row } from "../schema/value.ts";

/** What each base column of an IR amounts to, finalized: `[2, "olive oil"]`. */
export function irValues(plan: Plan, ir: RowIr): Json[] {
  return plan.baseAggregator.columns.map((column, i) =>
    valueToJson(column.outputType, ir[i] === null || ir[i] === undefined ? null : column.finalize(ir[i])),
  );
}

/** The stored form of each base column. */
export function irStored(plan: Plan, ir: RowIr): Json[] {
  const normalized = plan.baseAggregator.normalize(ir);
  return plan.baseAggregator.irSchema.map((field, i) => valueToJson(field.type, normalized[i] ?? null));
}

/** On one line, as the timeline and the inspector show it. */
export function irText(plan: Plan, ir: RowIr): string {
  return `[${irValues(plan, ir)
    .map((value) => stringifyJson(value))
    .join(", ")}]`;
}

/** A key as a person reads it: its values, joined. */
export function keyText(plan: Plan, key: Row): string {
  return plan.keySchema.map((field, i) => String(valueToJson(field.type, key[i] ?? null))).join(", ");
}
