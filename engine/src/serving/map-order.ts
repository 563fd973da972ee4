import { JavaHashMap } from "../aggregation/java-hash-map.ts";
import { isMap, type Schema } from "../schema/schema.ts";
import type { Row, Value } from "../schema/value.ts";

/** Puts the maps of a row of features in order. */
export type OrderMaps = (row: Row) => Row;

/**
 * A map feature lists its entries as Java's would, since that is how Chronon holds it and derivations see the order, in
 * texts for example. `inOrder` says which columns come in that order already.
 */
export function mapOrder(schema: Schema, inOrder: (index: number) => boolean): OrderMaps {
  const columns = schema.flatMap(({ type }, i) => (isMap(type) && !inOrder(i) ? [i] : []));
  if (columns.length === 0) return (row) => row;
  return (row) => row.map((value, i) => (columns.includes(i) && value instanceof Map ? inJavaOrder(value) : value));
}

function inJavaOrder(map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const order = new JavaHashMap();
  for (const key of map.keys()) order.set(key, 0);
  return new Map(order.keysInJavaOrder().map((key) => [key, map.get(key) ?? null]));
}
