import type { Derivation } from "../../group-by/group-by.ts";
import { columnAsIs, type Projection, project, projections } from "../backfill/derive-frame.ts";
import type { Frame } from "../source/table.ts";

const coalesced = ({ name, sql }: Projection): Projection => ({ name, sql: `COALESCE(\`${name}\`, ${sql})` });

/**
 * A join's derivations over its joined rows. Features become what derivations make of them; the other columns stay. Where a
 * derivation has the name of a column that is there, it only fills that column's nulls.
 */
export function deriveColumns(
  frame: Frame,
  derivations: readonly Derivation[],
  featureColumns: readonly string[],
  leftColumns: ReadonlySet<string>,
): Frame {
  if (derivations.length === 0) return frame;
  const columns = new Set(frame.schema.map(({ name }) => name));
  const features = new Set(featureColumns);
  const derived = projections(derivations, featureColumns);
  const byName = new Map(derived.map((projection) => [projection.name, projection]));
  const kept = [...columns].flatMap((name): Projection[] => {
    const projection = byName.get(name);
    if (features.has(name)) return [];
    if (projection === undefined) return [columnAsIs(name)];
    return leftColumns.has(name) ? [coalesced(projection)] : [];
  });
  const added = derived.flatMap((projection): Projection[] => {
    if (!columns.has(projection.name)) return [projection];
    return leftColumns.has(projection.name) ? [] : [coalesced(projection)];
  });
  return project(frame, [...kept, ...added]);
}
