import { TilescopeError } from "../../errors.ts";
import type { Join, JoinPart } from "../../group-by/join.ts";
import { leftKeys } from "../../group-by/join-part-names.ts";

const NULLS: ReadonlySet<string> = new Set(["null", "Null", "NULL"]);

/** Leaves values out as they are written: strings need their own quotes. */
function withoutValues(key: string, values: readonly string[]): string {
  const listed = `${key} NOT IN (${values.filter((value) => !NULLS.has(value)).join(", ")})`;
  return values.some((value) => NULLS.has(value)) ? `${listed} AND ${key} IS NOT NULL` : listed;
}

/** Names on the left of all keys of a join. */
export function leftKeyColumns({ joinParts = [] }: Join): Set<string> {
  return new Set(joinParts.flatMap((part) => [...leftKeys(part).values()]));
}

/**
 * The condition that keeps skewed keys out of the left side, by those of `keys` only where they are given; empty where none
 * of these is skewed, and `null` where none is declared. Throws `offline/skew-key` for a column that is no key.
 */
export function leftSkewFilter(join: Join, keys?: ReadonlySet<string>): string | null {
  if (join.skewKeys === undefined) return null;
  const known = leftKeyColumns(join);
  return Object.entries(join.skewKeys)
    .filter(([key]) => keys === undefined || keys.has(key))
    .map(([key, values]) => {
      if (!known.has(key)) throw new TilescopeError("offline/skew-key", `The skew key ${key} is no key of any part`);
      return withoutValues(key, values);
    })
    .join(" OR ");
}

/** The same for the rows of a part's GroupBy; `null` where it has none of the skewed keys. */
export function partSkewFilter({ skewKeys }: Join, { groupBy, keyMapping = {} }: JoinPart): string | null {
  const filters = Object.entries(skewKeys ?? {}).flatMap(([left, values]) => {
    const key = keyMapping[left] ?? left;
    return groupBy?.keyColumns?.includes(key) ? [withoutValues(key, values)] : [];
  });
  return filters.length === 0 ? null : filters.join(" OR ");
}
