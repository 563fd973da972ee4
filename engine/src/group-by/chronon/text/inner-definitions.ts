import type { ChrononDefinition } from "../definition.ts";

/** The definitions that one refers to. */
export function innerOf({ kind, definition }: ChrononDefinition): ChrononDefinition[] {
  if (kind === "StagingQuery") return [];
  if (kind === "GroupBy")
    return (definition.sources ?? []).flatMap(({ joinSource }) =>
      joinSource?.join === undefined ? [] : [{ kind: "Join", definition: joinSource.join } as const],
    );
  const parts = [...(definition.joinParts ?? []), ...(definition.labelPart?.labels ?? [])];
  const groupBys = [
    ...parts.map(({ groupBy }) => groupBy),
    ...(definition.onlineExternalParts ?? []).map(({ source }) => source?.offlineGroupBy),
  ];
  return groupBys.flatMap((groupBy) =>
    groupBy === undefined ? [] : [{ kind: "GroupBy", definition: groupBy } as const],
  );
}
