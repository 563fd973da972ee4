import type { Query as CompiledQuery, Source as CompiledSource } from "../group-by/group-by.ts";
import { defined } from "./defined.ts";

/** Where a GroupBy gets its rows: made by `EventSource` or `EntitySource`. */
export type Source = CompiledSource;

/** What a source selects: made by `Query`. */
export type Query = CompiledQuery;

export interface QueryOptions {
  /** Name of each selected column and its Spark SQL expression. Absent: all columns as they are. See `select`. */
  selects?: Readonly<Record<string, string>>;
  /** Spark SQL conditions; a row stays when all of them are true. */
  wheres?: readonly string[];
  /** Spark SQL expression for the time of the event, in ms since 1970 UTC. */
  timeColumn?: string;
  /** First day of the table to read, `2024-01-31`. Batch only. */
  startPartition?: string;
  /** Last day of the table to read. Batch only. */
  endPartition?: string;
  /** Statements to run first, such as the registration of functions. Batch only. */
  setups?: readonly string[];
  /** Time of a change, in entity sources. Chronon's default: `mutation_ts`. */
  mutationTimeColumn?: string;
  /** True for the row before a change, in entity sources. Chronon's default: `is_before`. */
  reversalColumn?: string;
  /** Name of the table's partition column. Chronon's default: `ds`. */
  partitionColumn?: string;
}

/**
 * What to take from a source.
 * @example Query({ selects: { user: "user_id", amount: "price * quantity" }, wheres: ["price > 0"], timeColumn: "ts" })
 */
export function Query(options: QueryOptions): Query {
  const { selects, wheres, startPartition, endPartition, timeColumn, setups = [] } = options;
  const { mutationTimeColumn, reversalColumn, partitionColumn } = options;
  return defined({
    selects: selects && { ...selects },
    wheres: wheres && [...wheres],
    startPartition,
    endPartition,
    timeColumn,
    setups: [...setups],
    mutationTimeColumn,
    reversalColumn,
    partitionColumn,
  });
}

/**
 * Selects for a `Query`: columns as they are, then columns with an expression.
 * @example select("user_id", { amount: "price * quantity" })
 */
export function select(...columns: readonly (string | Readonly<Record<string, string>>)[]): Record<string, string> {
  return Object.fromEntries(
    columns.flatMap((column) => (typeof column === "string" ? [[column, column]] : Object.entries(column))),
  );
}

export interface EventSourceOptions {
  /** Topic of the log that the events stream through. Makes the GroupBy TEMPORAL unless it says otherwise. */
  topic?: string;
  /** Table of past events, partitioned by day. Batch only. */
  table?: string;
  query: QueryOptions;
  /** Every partition of the table holds the whole history. */
  isCumulative?: boolean;
}

/**
 * Events that never change: clicks, sales, payments.
 * @example EventSource({ topic: "sales", query: Query({ timeColumn: "created" }) })
 */
export function EventSource({ table, topic, query, isCumulative }: EventSourceOptions): Source {
  return {
    events: defined({
      table,
      topic,
      query: Query(query),
      isCumulative: isCumulative === undefined ? undefined : isCumulative ? (1 as const) : (0 as const),
    }),
  };
}

export interface EntitySourceOptions {
  /** Table with the state of every entity at midnight, partitioned by day. */
  snapshotTable: string;
  /** Table of changes, partitioned by day of the change. */
  mutationTable?: string;
  /** Topic that the changes stream through. */
  mutationTopic?: string;
  query: QueryOptions;
}

/** Rows of a table that change: users, listings, accounts. */
export function EntitySource({ snapshotTable, mutationTable, mutationTopic, query }: EntitySourceOptions): Source {
  return { entities: defined({ snapshotTable, mutationTable, mutationTopic, query: Query(query) }) };
}
