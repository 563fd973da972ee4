import type { Window } from "../time/window.ts";

/**
 * Operations that the Zipline fork has and Chronon lacks. The fork numbers them 18 to 20, of which 18 and 19 are others in
 * Chronon; so here they have numbers of their own, a thousand more, and compiled JSON holds their names (SPEC Z1).
 */
export const ForkOperation = {
  APPROX_FREQUENT_K: 1018,
  APPROX_HEAVY_HITTERS_K: 1019,
  UNIQUE_TOP_K: 1020,
} as const;

/** Chronon's `Operation`, and the fork's. Compiled JSON holds the number, for the fork's the name. */
export const Operation = {
  MIN: 0,
  MAX: 1,
  FIRST: 2,
  LAST: 3,
  UNIQUE_COUNT: 4,
  APPROX_UNIQUE_COUNT: 5,
  COUNT: 6,
  SUM: 7,
  AVERAGE: 8,
  VARIANCE: 9,
  SKEW: 10,
  KURTOSIS: 11,
  APPROX_PERCENTILE: 12,
  LAST_K: 13,
  FIRST_K: 14,
  TOP_K: 15,
  BOTTOM_K: 16,
  HISTOGRAM: 17,
  APPROX_HISTOGRAM_K: 18,
  BOUNDED_UNIQUE_COUNT: 19,
  ...ForkOperation,
} as const;
export type OperationName = keyof typeof Operation;
export type Operation = (typeof Operation)[OperationName];

/** Chronon's `Accuracy`. */
export const Accuracy = { TEMPORAL: 0, SNAPSHOT: 1 } as const;
export type Accuracy = (typeof Accuracy)[keyof typeof Accuracy];

/** A boolean of compiled JSON: written as 1 or 0, read as either. */
export type Flag = 0 | 1 | boolean;

/** Field names and meaning are those of Chronon's thrift structs (compiled JSON, section 2 of its semantics). */
export interface Query {
  readonly selects?: Readonly<Record<string, string>>;
  readonly wheres?: readonly string[];
  readonly startPartition?: string;
  readonly endPartition?: string;
  readonly timeColumn?: string;
  readonly setups?: readonly string[];
  readonly mutationTimeColumn?: string;
  readonly reversalColumn?: string;
  readonly partitionColumn?: string;
}

export interface EventSource {
  readonly table?: string;
  readonly topic?: string;
  readonly query?: Query;
  readonly isCumulative?: Flag;
}

export interface EntitySource {
  readonly snapshotTable?: string;
  readonly mutationTable?: string;
  readonly mutationTopic?: string;
  readonly query?: Query;
}

export interface JoinSource {
  readonly join?: { readonly [field: string]: unknown };
  readonly query?: Query;
}

/** A union: exactly one of the three. */
export interface Source {
  readonly events?: EventSource;
  readonly entities?: EntitySource;
  readonly joinSource?: JoinSource;
}

export interface Aggregation {
  readonly inputColumn?: string;
  readonly operation?: Operation;
  readonly argMap?: Readonly<Record<string, string>>;
  /** Absent: one unbounded feature. */
  readonly windows?: readonly Window[];
  readonly buckets?: readonly string[];
  readonly elementWise?: Flag;
}

export interface Derivation {
  readonly name?: string;
  readonly expression?: string;
  readonly metaData?: MetaData;
}

export interface MetaData {
  readonly name?: string;
  readonly online?: Flag;
  readonly production?: Flag;
  /** A JSON string. */
  readonly customJson?: string;
  /** Each a JSON string. */
  readonly dependencies?: readonly string[];
  readonly tableProperties?: Readonly<Record<string, string>>;
  readonly outputNamespace?: string;
  readonly team?: string;
  readonly modeToEnvMap?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly consistencyCheck?: Flag;
  readonly samplePercent?: number;
  readonly offlineSchedule?: string;
  readonly consistencySamplePercent?: number;
  readonly historicalBackfill?: Flag;
  readonly deprecationDate?: string;
  readonly description?: string;
}

/** A GroupBy in Chronon's compiled form: plain JSON. */
export interface GroupBy {
  readonly metaData?: MetaData;
  readonly sources?: readonly Source[];
  readonly keyColumns?: readonly string[];
  readonly aggregations?: readonly Aggregation[];
  readonly accuracy?: Accuracy;
  readonly backfillStartDate?: string;
  readonly derivations?: readonly Derivation[];
  readonly isIncremental?: Flag;
}
