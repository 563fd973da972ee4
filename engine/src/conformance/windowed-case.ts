import type { RowAggregator, RowIr } from "../aggregation/row-aggregator.ts";
import { type Json, stringifyJson, valueToJson } from "../schema/json.ts";
import { type DataType, isList, isMap, type Schema } from "../schema/schema.ts";
import type { BatchIr } from "../serving/batch-ir.ts";
import type { FeatureSet } from "../serving/feature-set.ts";
import { FIVE_MINUTE_HOPS_MS } from "../time/window.ts";
import { arrayOf, objectOf } from "./chronon-case.ts";
import { irToJson } from "./ir-json.ts";

export type JsonObject = { [name: string]: Json };

/** Normalised IRs by column name. */
export function irOf(aggregator: RowAggregator, ir: RowIr): JsonObject {
  return Object.fromEntries(
    aggregator.columns.map((column, i) => [column.name, irToJson(column, column.normalize(ir[i]))]),
  );
}

/** Feature values by name. */
export function outputOf(aggregator: RowAggregator, ir: RowIr): JsonObject {
  const values = aggregator.finalize(ir);
  return Object.fromEntries(
    aggregator.columns.map((column, i) => [column.name, valueToJson(column.outputType, values[i] ?? null)]),
  );
}

/** A batch IR as the cases show it. */
export function batchIrOf({ windowedAggregator, baseAggregator }: FeatureSet, batch: BatchIr): Json {
  return {
    collapsed: irOf(windowedAggregator, batch.collapsed),
    tailHops: batch.tailHops.map((hops, size) => ({
      hopSize: FIVE_MINUTE_HOPS_MS[size] ?? 0,
      hops: hops.map(({ startMs, ir }) => ({ ts: startMs, ir: irOf(baseAggregator, ir) })),
    })),
  };
}

export const queriesOf = (json: Json | undefined): number[] => arrayOf(json).map(Number);

/** How two answers to one query compare, and the columns that differ. */
export interface Agreement {
  readonly agree: "exact" | "approx" | "differs";
  readonly differing: readonly string[];
}

/**
 * Compares two outputs by column. Floating results that differ by no more than the order of additions can explain agree
 * approximately; everything else has to be equal.
 */
export function agreement(outputSchema: Schema, output: Json, reference: Json): Agreement {
  const [left, right] = [objectOf(output), objectOf(reference)];
  const compared = outputSchema.map(({ name, type }) => ({
    name,
    agree: compare(left[name] ?? null, right[name] ?? null, isFloating(type)),
  }));
  const differing = compared.filter(({ agree }) => agree === "differs").map(({ name }) => name);
  if (differing.length > 0) return { agree: "differs", differing };
  return { agree: compared.some(({ agree }) => agree === "approx") ? "approx" : "exact", differing };
}

/** The columns of `output` that are named. */
export function pick(output: Json, names: readonly string[]): JsonObject {
  const columns = objectOf(output);
  return Object.fromEntries(names.map((name) => [name, columns[name] ?? null]));
}

const NOISE = 1e-9;

function isFloating(type: DataType): boolean {
  if (typeof type === "string") return type === "double" || type === "float";
  if (isList(type)) return isFloating(type.list);
  return isMap(type) ? isFloating(type.map) : type.fields.some((field) => isFloating(field.type));
}

function compare(left: Json, right: Json, floating: boolean): Agreement["agree"] {
  if (stringifyJson(left) === stringifyJson(right)) return "exact";
  if (typeof left === "object" && left !== null && typeof right === "object" && right !== null) {
    const [a, b] = [new Map(Object.entries(left)), new Map(Object.entries(right))];
    if (a.size !== b.size) return "differs";
    const items = [...a].map(([key, item]) => compare(item, b.get(key) ?? null, floating && b.has(key)));
    return items.includes("differs") ? "differs" : items.includes("approx") ? "approx" : "exact";
  }
  const [a, b] = [asNumber(left), asNumber(right)];
  if (!floating || a === null || b === null) return "differs";
  return Math.abs(a - b) <= NOISE * Math.max(Math.abs(a), Math.abs(b)) ? "approx" : "differs";
}

function asNumber(json: Json): number | null {
  if (typeof json === "number") return json;
  return json === "NaN" || json === "Infinity" || json === "-Infinity" ? Number(json) : null;
}
