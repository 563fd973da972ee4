import { aggregationInputs } from "../group-by/aggregation-inputs.ts";
import { pythonJson } from "../group-by/chronon/python-json.ts";
import { sourceDependencies } from "../group-by/chronon/source-dependencies.ts";
import {
  Accuracy as CompiledAccuracy,
  type Derivation as CompiledDerivation,
  type GroupBy as CompiledGroupBy,
  type Query,
  type Source,
} from "../group-by/group-by.ts";
import { viewSource } from "../group-by/source-kind.ts";
import type { Aggregation } from "./aggregation.ts";
import { defined } from "./defined.ts";

/** TEMPORAL: features as of the request, to the millisecond. SNAPSHOT: as of the last midnight. */
export const Accuracy = CompiledAccuracy;
export type Accuracy = CompiledAccuracy;

/** A feature computed from others: made by `Derivation`. */
export type Derivation = CompiledDerivation;

/**
 * A feature computed from the features of the GroupBy, in Spark SQL. `Derivation({ name: "*", expression: "*" })` keeps
 * the others.
 */
export function Derivation(options: { name: string; expression: string; description?: string }): Derivation {
  const { name, expression, description } = options;
  return defined({ name, expression, metaData: description === undefined ? undefined : { description } });
}

/** A GroupBy in Chronon's compiled form: plain JSON. */
export type GroupBy = CompiledGroupBy;

export interface GroupByOptions {
  /** `team.file.variable`. Absent: the notebook takes the name of the exported variable. */
  name?: string;
  /** One source, or several with the same selected columns. The first one with a topic streams. */
  sources: Source | readonly Source[];
  /** Selected columns that identify an entity. One that is not selected is added to the selects. */
  keys: readonly string[];
  /** Absent only for an entity source whose rows are the features. */
  aggregations?: readonly Aggregation[];
  /** Absent: TEMPORAL when a source has a topic, else SNAPSHOT. */
  accuracy?: Accuracy;
  /** Served online. */
  online?: boolean;
  production?: boolean;
  derivations?: readonly Derivation[];
  description?: string;
  team?: string;
  /** First day to backfill, `2024-01-31`. */
  backfillStartDate?: string;
  historicalBackfill?: boolean;
  isIncremental?: boolean;
  outputNamespace?: string;
  tableProperties?: Readonly<Record<string, string>>;
  /** Environment of each job mode: `{ upload: { EXECUTOR_MEMORY: "4G" } }`. */
  env?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Default: `@daily`. */
  offlineSchedule?: string;
  /** Days that the tables come late. */
  lag?: number;
  deprecationDate?: string;
  tags?: Readonly<Record<string, string>>;
  /** Tags of single features, by feature name. */
  columnTags?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Further settings, such as `{ enable_tiling: true }`. */
  customJson?: Readonly<Record<string, unknown>>;
}

const flag = (value: boolean | undefined) => (value === undefined ? undefined : value ? (1 as const) : (0 as const));

/** Adds the columns that keys and aggregations need, and moves `ts` to the time column, as Chronon's compiler does. */
function completeQuery(query: Query, required: readonly string[]): Query {
  if (query.selects === undefined) return query;
  const { ts, ...rest } = query.selects;
  if (ts !== undefined && query.timeColumn !== undefined && ts !== query.timeColumn)
    throw new Error(`"ts" is selected as ${ts}, but the time column is ${query.timeColumn}. Write one of them.`);
  const missing = required.filter((column) => column !== "ts" && rest[column] === undefined);
  const selects = { ...rest, ...Object.fromEntries(missing.map((column) => [column, column])) };
  return { ...query, selects, ...(ts !== undefined && { timeColumn: ts }) };
}

function completeSource(source: Source, required: readonly string[]): Source {
  const { kind, query } = viewSource(source);
  return { [kind]: { ...source[kind], query: completeQuery(query, required) } };
}

/**
 * Features of the entities named by `keys`, aggregated from `sources`.
 * @example
 * export const sales = GroupBy({
 *   sources: [EventSource({ topic: "sales", query: Query({ timeColumn: "created" }) })],
 *   keys: ["customer_id"],
 *   aggregations: [Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(6), days(7)] })],
 * });
 */
export function GroupBy(options: GroupByOptions): GroupBy {
  const { keys, aggregations, customJson, lag = 0, tags = null, columnTags = {} } = options;
  const required = [...keys, ...aggregationInputs(aggregations ?? [])];
  const given = Array.isArray(options.sources) ? (options.sources as readonly Source[]) : [options.sources as Source];
  const sources = given.map((source) => completeSource(source, required));
  const dependencies = sources.flatMap((source) => sourceDependencies(source, lag));
  return defined({
    metaData: defined({
      name: options.name,
      online: flag(options.online),
      production: flag(options.production),
      customJson: pythonJson({ ...customJson, lag, groupby_tags: tags, column_tags: columnTags }),
      dependencies: dependencies.length > 0 ? dependencies : undefined,
      tableProperties: options.tableProperties,
      outputNamespace: options.outputNamespace,
      team: options.team,
      modeToEnvMap: options.env,
      offlineSchedule: options.offlineSchedule ?? "@daily",
      historicalBackfill: flag(options.historicalBackfill),
      deprecationDate: options.deprecationDate,
      description: options.description,
    }),
    sources,
    keyColumns: [...keys],
    aggregations: aggregations && [...aggregations],
    accuracy: options.accuracy,
    backfillStartDate: options.backfillStartDate,
    derivations: options.derivations && [...options.derivations],
    isIncremental: flag(options.isIncremental),
  });
}
