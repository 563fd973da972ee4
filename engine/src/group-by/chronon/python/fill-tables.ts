import { cleanName } from "../../dataset-names.ts";
import type { MetaData } from "../../group-by.ts";
import { type AnyDefinition, settingsOf, type TeamSettings } from "../team-settings.ts";

/** The table that the served values of a join are logged to: known once the join has a name. */
export const LOGGED_TABLE = "{{ logged_table }}";
/** The table that a join is backfilled into: known once the join has a name. */
export const BACKFILL_TABLE = "{{ join_backfill_table }}";
/** The namespace of the team. */
export const NAMESPACE = "{{ db }}";

/** Puts the names of tables into a compiled definition, where they were not known when it was written. */
export function fillTables(compiled: AnyDefinition, teams: TeamSettings | undefined): AnyDefinition {
  const { metaData, labelPart, bootstrapParts } = compiled;
  const namespace = (teams && settingsOf(teams, metaData?.team ?? "")?.namespace) ?? NAMESPACE;
  const own = `${metaData?.outputNamespace ?? namespace}.${cleanName(metaData?.name ?? "")}`;
  const fill = (text: string): string =>
    text.replaceAll(LOGGED_TABLE, `${own}_logged`).replaceAll(BACKFILL_TABLE, own).replaceAll(NAMESPACE, namespace);
  const filled = (one: MetaData): MetaData =>
    one.dependencies === undefined ? one : { ...one, dependencies: one.dependencies.map(fill) };
  return {
    ...compiled,
    ...(metaData && { metaData: filled(metaData) }),
    ...(labelPart && { labelPart: { ...labelPart, metaData: filled(labelPart.metaData ?? {}) } }),
    ...(bootstrapParts && {
      bootstrapParts: bootstrapParts.map((part) => ({ ...part, ...(part.table && { table: fill(part.table) }) })),
    }),
  };
}
