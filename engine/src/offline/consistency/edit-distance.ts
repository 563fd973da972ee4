import { keyId } from "../../operators/key-id.ts";
import type { Value } from "../../schema/value.ts";

/** How many items to put in and to take out. */
export interface EditDistance {
  readonly inserts: number;
  readonly deletes: number;
}

/**
 * The fewest inserts and deletes, without replacements, that make `right` into `left`; `null` counts as empty. Of equally
 * short ways it counts those of Chronon, which prefers an insert to a delete.
 */
export function editDistance(left: readonly Value[] | null, right: readonly Value[] | null): EditDistance {
  const wanted = left ?? [];
  let row = Array.from({ length: wanted.length + 1 }, (_, inserts): EditDistance => ({ inserts, deletes: 0 }));
  for (const [i, item] of (right ?? []).entries()) {
    const next: EditDistance[] = [{ inserts: 0, deletes: i + 1 }];
    for (const [j, other] of wanted.entries()) {
      const [diagonal, above, before] = [row[j], row[j + 1], next[j]] as [EditDistance, EditDistance, EditDistance];
      if (isSame(item, other)) next.push(diagonal);
      else if (above.inserts + above.deletes < before.inserts + before.deletes)
        next.push({ inserts: above.inserts, deletes: above.deletes + 1 });
      else next.push({ inserts: before.inserts + 1, deletes: before.deletes });
    }
    row = next;
  }
  return row.at(-1) ?? { inserts: 0, deletes: 0 };
}

/** Numbers compare as numbers; what has parts, by its parts. */
function isSame(item: Value, other: Value): boolean {
  if (item === other) return true;
  return typeof item === "object" && typeof other === "object" && keyId([item]) === keyId([other]);
}
