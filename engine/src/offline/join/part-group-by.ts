import { JavaHashMap } from "../../aggregation/java-hash-map.ts";
import type { GroupBy, Query, Source } from "../../group-by/group-by.ts";

/**
 * The GroupBy of a part as Chronon's join job copies it: the copy lists its selects as a Java map does, which decides on
 * the order of few columns.
 */
export function partGroupBy(groupBy: GroupBy): GroupBy {
  const sources = (groupBy.sources ?? []).map((source): Source => {
    if (source.events?.query !== undefined)
      return { events: { ...source.events, query: inJavaOrder(source.events.query) } };
    if (source.entities?.query !== undefined)
      return { entities: { ...source.entities, query: inJavaOrder(source.entities.query) } };
    return source;
  });
  return { ...groupBy, sources };
}

function inJavaOrder(query: Query): Query {
  const { selects } = query;
  if (selects === undefined) return query;
  const names = Object.keys(selects);
  const copy = JavaHashMap.copyOf(names, new Map(names.map((name) => [name, 0])));
  return { ...query, selects: Object.fromEntries(copy.keysInJavaOrder().map((name) => [name, selects[name] ?? ""])) };
}
