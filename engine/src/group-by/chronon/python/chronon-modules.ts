import { DataKind, type StructName } from "../structs.ts";
import type { TeamSettings } from "../team-settings.ts";
import {
  accuracies,
  aggregation,
  aggregations,
  defaultAggregation,
  operations,
  thriftOperations,
  timeUnits,
} from "./aggregation-api.ts";
import { dataTypes } from "./data-types-api.ts";
import { groupBy } from "./group-by-api.ts";
import { join } from "./join-api.ts";
import {
  bootstrapPart,
  contextualSource,
  externalPart,
  externalSource,
  joinPart,
  labelPart,
} from "./join-parts-api.ts";
import { PythonFunction, PythonNamespace, PythonStruct, type PythonValue } from "./python-value.ts";
import { structFunction, thriftFunction } from "./struct-api.ts";
import { stagingSources, tableNames } from "./table-names.ts";

const derivation = structFunction("Derivation", "Derivation", ["name", "expression", "description"], {
  required: ["name", "expression"],
  complete: (struct) => {
    const description = struct.get("description");
    struct.fields.delete("description");
    if (typeof description === "string" && description !== "")
      struct.fields.set("metaData", new PythonStruct("MetaData", struct.place, [["description", description]]));
  },
});

const query = structFunction(
  "Query",
  "Query",
  [
    "selects",
    "wheres",
    ["start_partition", "startPartition"],
    ["end_partition", "endPartition"],
    ["time_column", "timeColumn"],
    "setups",
    ["mutation_time_column", "mutationTimeColumn"],
    ["reversal_column", "reversalColumn"],
    ["partition_column", "partitionColumn"],
  ],
  { complete: (struct) => struct.fields.set("setups", struct.get("setups") ?? []) },
);

/** `select("a", b="expression")`. */
const select = new PythonFunction(
  "select",
  ({ positional, named }) =>
    new Map<PythonValue, PythonValue>([...positional.map((one) => [one, one] as const), ...named]),
);

const window = structFunction("Window", "Window", ["length", "timeUnit"], { required: ["length", "timeUnit"] });

const byName = (functions: readonly PythonFunction[]) => functions.map((one) => [one.name, one] as const);

const THRIFT = [
  "Query",
  "Source",
  "EventSource",
  "EntitySource",
  "JoinSource",
  "Window",
  "Aggregation",
  "MetaData",
  "Derivation",
  "GroupBy",
  "JoinPart",
  "LabelPart",
  "BootstrapPart",
  "ExternalSource",
  "ExternalPart",
  "Join",
  "StagingQuery",
] as const satisfies readonly StructName[];

const thrift: readonly (readonly [string, PythonValue])[] = [
  ...byName(THRIFT.map((name) => thriftFunction(name, name))),
  ["Operation", thriftOperations],
  ["Accuracy", accuracies],
  ["TimeUnit", timeUnits],
  ["DataKind", new PythonNamespace("DataKind", Object.entries(DataKind))],
];

const ofQuery = byName([query, select]);
const ofGroupBy: readonly (readonly [string, PythonValue])[] = [
  ...byName([groupBy, aggregation, aggregations, defaultAggregation, derivation, window]),
  ["Operation", operations],
  ["Accuracy", accuracies],
  ["TimeUnit", timeUnits],
];
const ofJoin: readonly (readonly [string, PythonValue])[] = [
  ...byName([join, joinPart, externalSource, contextualSource, externalPart, bootstrapPart, labelPart, derivation]),
  ["DataType", dataTypes],
];

/** Modules of Chronon's Python API, as far as definitions are made with them. */
export const chrononModules = (teams: TeamSettings | undefined): ReadonlyMap<string, PythonNamespace> =>
  new Map(
    (
      [
        ["ai.chronon.api.ttypes", thrift],
        ["ai.chronon.query", ofQuery],
        ["ai.chronon.group_by", ofGroupBy],
        ["ai.chronon.join", ofJoin],
        ["ai.chronon.utils", tableNames(teams)],
        ["ai.chronon.staging_query", stagingSources(teams)],
      ] as const
    ).map(([name, members]) => [name, new PythonNamespace(name, members)]),
  );
