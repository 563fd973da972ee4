import { cleanName } from "../../dataset-names.ts";
import type { StructName } from "../structs.ts";
import { settingsOf, type TeamSettings, teamOf } from "../team-settings.ts";
import { bindArguments } from "./bind-arguments.ts";
import { NAMESPACE } from "./fill-tables.ts";
import { PythonFunction, PythonStruct, type PythonValue } from "./python-value.ts";
import { structOf } from "./struct-api.ts";

type Members = readonly (readonly [string, PythonValue])[];

const textOf = (value: PythonValue): string | null => (typeof value === "string" && value !== "" ? value : null);

function metaDataOf(struct: PythonStruct): PythonStruct | null {
  const metaData = struct.get("metaData");
  return metaData instanceof PythonStruct ? metaData : null;
}

/** `namespace.table` of a definition, or the table alone. */
function tableOf(struct: PythonStruct, full: boolean): string {
  const metaData = metaDataOf(struct);
  const table = cleanName(textOf(metaData?.get("name") ?? null) ?? "");
  return full ? `${textOf(metaData?.get("outputNamespace") ?? null) ?? NAMESPACE}.${table}` : table;
}

const teamNamespace = (struct: PythonStruct, teams: TeamSettings | undefined): string | undefined => {
  const team = teamOf(textOf(metaDataOf(struct)?.get("name") ?? null) ?? "");
  return teams && (settingsOf(teams, team) ?? teams.default)?.namespace;
};

function tableFunction(name: string, parameter: string, type: StructName, before?: (struct: PythonStruct) => void) {
  const named = new PythonFunction(name, (call) => {
    const { values } = bindArguments(call, { name, parameters: [parameter, "full_name"], required: [parameter] });
    const struct = structOf(values.get(parameter) ?? null, type, parameter, call.place);
    before?.(struct);
    return tableOf(struct, values.get("full_name") === true);
  });
  return [name, named] as const;
}

/** Functions of `ai.chronon.utils` that name tables of other definitions. */
export const tableNames = (teams: TeamSettings | undefined): Members => [
  tableFunction("get_staging_query_output_table_name", "staging_query", "StagingQuery"),
  tableFunction("group_by_output_table_name", "obj", "GroupBy"),
  tableFunction("get_join_output_table_name", "join", "Join", (join) => {
    const metaData = metaDataOf(join);
    const namespace = teamNamespace(join, teams);
    if (textOf(metaData?.get("outputNamespace") ?? null) === null && namespace !== undefined)
      metaData?.fields.set("outputNamespace", namespace);
  }),
];

/** The table that a staging query makes, with its namespace. */
function stagingTable(query: PythonStruct, teams: TeamSettings | undefined): readonly [table: string, space: string] {
  const metaData = metaDataOf(query);
  const own = textOf(metaData?.get("outputNamespace") ?? null);
  const name = textOf(metaData?.get("name") ?? null);
  if (own !== null && name !== null) return [`${own}.${name}`, own];
  const space = teamNamespace(query, teams) ?? NAMESPACE;
  return [tableOf(query, true).replace(NAMESPACE, space), space];
}

/** Functions of `ai.chronon.staging_query`: sources that read what a staging query makes. */
export function stagingSources(teams: TeamSettings | undefined): Members {
  const staging = (name: string, parameters: readonly string[], make: (made: StagingCall) => PythonValue) =>
    [
      name,
      new PythonFunction(name, (call) => {
        const { values } = bindArguments(call, { name, parameters, required: ["staging_query"] });
        const query = structOf(values.get("staging_query") ?? null, "StagingQuery", "staging_query", call.place);
        const [table, space] = stagingTable(query, teams);
        const source = (field: string, type: StructName, fields: Members) =>
          new PythonStruct("Source", call.place, [[field, new PythonStruct(type, call.place, fields)]]);
        return make({ table, space, source, given: (parameter) => values.get(parameter) ?? null });
      }),
    ] as const;
  return [
    staging("StagingQueryEventSource", ["staging_query", "query", "is_cumulative"], ({ table, source, given }) =>
      source("events", "EventSource", [
        ["table", table],
        ["query", given("query")],
        ["isCumulative", given("is_cumulative") ?? false],
      ]),
    ),
    staging("StagingQueryEntitySource", ["staging_query", "query"], ({ table, source, given }) =>
      source("entities", "EntitySource", [
        ["snapshotTable", table],
        ["query", given("query")],
      ]),
    ),
    staging("get_staging_query_dependencies", ["staging_query", "lag"], ({ table, space }) => [
      `${space}.chronon_signal_partitions/ds={{ ds }}/table_name=${table}`,
    ]),
  ];
}

interface StagingCall {
  readonly table: string;
  readonly space: string;
  readonly source: (field: string, type: StructName, fields: Members) => PythonStruct;
  readonly given: (parameter: string) => PythonValue;
}
