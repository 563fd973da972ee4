import type { GroupBy } from "../../engine/src/group-by/group-by.ts";

/**
 * For each feature of a definition, the index of the aggregation that makes it: one feature per bucket and window, in
 * the order of the aggregations. Null where the features are not those of the aggregations, as with derivations.
 */
export function aggregationOfFeatures(groupBy: GroupBy, features: number): readonly number[] | null {
  if ((groupBy.derivations ?? []).length > 0) return null;
  const places = (groupBy.aggregations ?? []).flatMap((aggregation, index) => {
    const count = Math.max(1, aggregation.windows?.length ?? 0) * Math.max(1, aggregation.buckets?.length ?? 0);
    return Array.from({ length: count }, () => index);
  });
  return places.length === features ? places : null;
}
