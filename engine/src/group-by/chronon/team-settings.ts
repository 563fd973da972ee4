import type { GroupBy } from "../group-by.ts";
import type { Join } from "../join.ts";
import type { ChrononDefinition, StagingQuery } from "./definition.ts";

interface Team {
  readonly namespace?: string;
  readonly table_properties?: Readonly<Record<string, string>>;
}

/** What `teams.json` holds, as far as definitions take it from there. */
export type TeamSettings = Readonly<Record<string, Team>>;

/** A definition of any kind, by the fields that the kinds share and those that one of them has. */
export type AnyDefinition = GroupBy & Join & StagingQuery;

/** Namespace and table properties of a team: its own, or those of "default". Null for a team that is not there. */
export function settingsOf(teams: TeamSettings, team: string): Team | null {
  return Object.hasOwn(teams, team) ? { ...teams.default, ...teams[team] } : null;
}

/** The team in a name like `team.file.variable`. */
export const teamOf = (name: string): string => name.split(".")[0] ?? "";

/** A definition with what its team sets for all of its tables, where it sets nothing itself. */
export function withTeam(definition: AnyDefinition, teams: TeamSettings): AnyDefinition {
  const { metaData = {}, sources } = definition;
  const team = teamOf(metaData.name ?? "");
  const settings = settingsOf(teams, team) ?? {};
  const outputNamespace = metaData.outputNamespace || settings.namespace;
  const given = Object.keys(metaData.tableProperties ?? {}).length > 0 ? metaData.tableProperties : undefined;
  const tableProperties = given ?? settings.table_properties;
  return {
    ...definition,
    metaData: {
      ...metaData,
      ...(tableProperties !== undefined && { tableProperties }),
      ...(outputNamespace !== undefined && { outputNamespace }),
      team,
    },
    ...(sources !== undefined && {
      sources: sources.map((source) => {
        const join = source.joinSource?.join;
        if (join === undefined) return source;
        return { ...source, joinSource: { ...source.joinSource, join: { ...withTeam(join as AnyDefinition, teams) } } };
      }),
    }),
  };
}

/** A definition without what its team sets as well. */
export function withoutTeam(given: ChrononDefinition, teams: TeamSettings | undefined): ChrononDefinition {
  const { metaData = {} } = given.definition;
  const settings = teams === undefined ? null : settingsOf(teams, teamOf(metaData.name ?? ""));
  if (settings === null) return given;
  const { outputNamespace, tableProperties, ...rest } = metaData;
  const isSame = JSON.stringify(tableProperties) === JSON.stringify(settings.table_properties);
  const kept = {
    ...rest,
    ...(outputNamespace !== undefined && outputNamespace !== settings.namespace && { outputNamespace }),
    ...(tableProperties !== undefined && !isSame && { tableProperties }),
  };
  return { ...given, definition: { ...given.definition, metaData: kept } } as ChrononDefinition;
}
