import { isSaturated, SENTINEL } from "../aggregation/bounded-unique-count.ts";
import type { ColumnAggregator } from "../aggregation/row-aggregator.ts";
import { openApproxHistogram } from "../aggregation/sketches/approx-histogram-bytes.ts";
import { hexFromBytes, type Json, stringifyJson, valueToJson } from "../schema/json.ts";
import { type DataType, isList, isMap } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";

/** One IR of the operation, without bucket, map or position around it. */
function elementToJson(column: ColumnAggregator, type: DataType, stored: Value): Json {
  if (column.part.operation === "BOUNDED_UNIQUE_COUNT" && isList(type)) {
    if (isSaturated(stored as readonly Value[], type.list)) return [SENTINEL];
    return sortByText(valueToJson(type, stored));
  }
  if (column.part.operation === "APPROX_HISTOGRAM_K") return openedHistogram(stored as Uint8Array);
  const json = valueToJson(type, stored);
  return column.part.operation === "UNIQUE_COUNT" ? sortByText(json) : json;
}

function openedHistogram(stored: Uint8Array): Json {
  const { isApprox, histogram, sketch } = openApproxHistogram(stored);
  return {
    isApprox,
    histogram: histogram === null ? null : Object.fromEntries(histogram),
    sketch: sketch === null ? null : hexFromBytes(sketch),
  };
}

function sortByText(json: Json): Json {
  if (!Array.isArray(json)) return json;
  const keyed = json.map((item) => ({ item, text: stringifyJson(item) }));
  return keyed.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ item }) => item);
}

/**
 * A normalised IR as the reference cases show it: distinct values sorted by their JSON text, and a saturated set as
 * `["__SENTINEL__"]` whatever its elements are, an approximate histogram opened up.
 */
export function irToJson(column: ColumnAggregator, stored: Value): Json {
  if (stored === null) return null;
  const type = column.irType;
  if (column.wrapping === "map" && isMap(type)) {
    const entries = [...(stored as ReadonlyMap<string, Value>)];
    return Object.fromEntries(entries.map(([key, item]) => [key, elementToJson(column, type.map, item)]));
  }
  if (column.wrapping === "list" && isList(type))
    return (stored as readonly Value[]).map((item) => elementToJson(column, type.list, item));
  return elementToJson(column, type, stored);
}
