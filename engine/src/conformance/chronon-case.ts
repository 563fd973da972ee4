import { TilescopeError } from "../errors.ts";
import { type Aggregation, Operation, type OperationName } from "../group-by/group-by.ts";
import { type Json, valueFromJson } from "../schema/json.ts";
import type { DataType, Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { TimeUnit, type Window } from "../time/window.ts";

/** An event of a case: its time and its row in the order of the schema. */
export interface CaseEvent {
  readonly timeMs: number;
  readonly row: Row;
}

type JsonObject = { readonly [name: string]: Json };

function malformed(what: string, json: unknown): never {
  throw new TilescopeError("conformance/malformed-case", `Expected ${what} but got ${JSON.stringify(json)}`);
}

/** The members of a JSON object; throws `conformance/malformed-case` for anything else. */
export function objectOf(json: Json | undefined): JsonObject {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return malformed("an object", json);
  return json;
}

/** The items of a JSON array; throws for anything else. */
export function arrayOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : malformed("an array", json);
}

/** A window as the cases write it, its unit by name. */
export function windowOf(json: Json): Window {
  const { length, timeUnit } = objectOf(json);
  if (typeof length !== "number" || typeof timeUnit !== "string" || !Object.hasOwn(TimeUnit, timeUnit))
    return malformed("a window", json);
  return { length, timeUnit: TimeUnit[timeUnit as keyof typeof TimeUnit] };
}

/** Aggregations as the Chronon cases write them, operation and time unit by name. */
export function aggregationsOf(json: Json | undefined): Aggregation[] {
  return arrayOf(json).map((item) => {
    const { operation, inputColumn, windows, buckets, argMap, elementWise } = objectOf(item);
    if (typeof operation !== "string" || !Object.hasOwn(Operation, operation)) return malformed("an operation", item);
    if (typeof inputColumn !== "string") return malformed("an inputColumn", item);
    return {
      inputColumn,
      operation: Operation[operation as OperationName],
      ...(Array.isArray(windows) && { windows: windows.map(windowOf) }),
      ...(Array.isArray(buckets) && { buckets: buckets.map(String) }),
      ...(argMap && {
        argMap: Object.fromEntries(Object.entries(objectOf(argMap)).map(([name, value]) => [name, String(value)])),
      }),
      ...(elementWise === true && { elementWise: true }),
    };
  });
}

/** Types are written in the cases as `DataType` is. */
export function schemaOf(json: Json | undefined): Schema {
  return arrayOf(json).map((item) => {
    const { name, type } = objectOf(item);
    if (typeof name !== "string" || type === undefined) return malformed("a field", item);
    return { name, type: type as DataType };
  });
}

/** A row object in the order of `schema`; a missing column is null. */
export function rowOf(schema: Schema, json: Json | undefined): Row {
  const row = objectOf(json);
  return schema.map((field) => valueFromJson(field.type, row[field.name] ?? null));
}

/** Events `{ts, row}` in the order in which they were fed in. */
export function eventsOf(schema: Schema, json: Json | undefined): CaseEvent[] {
  return arrayOf(json).map((item) => {
    const { ts, row } = objectOf(item);
    return typeof ts === "number" ? { timeMs: ts, row: rowOf(schema, row) } : malformed("an event", item);
  });
}
