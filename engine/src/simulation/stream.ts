import type { Json } from "../schema/json.ts";
import type { DataType, Schema } from "../schema/schema.ts";

/** How one generated column gets its values; the seed decides which. */
export type ColumnGenerator =
  /** The event time in ms. Exactly one column of a generator has it. */
  | { readonly kind: "time" }
  /** One of `keys.count` keys, skewed. */
  | { readonly kind: "key" }
  | { readonly kind: "choice"; readonly values: readonly Json[]; readonly weights?: readonly number[] }
  | { readonly kind: "integer"; readonly min: number; readonly max: number }
  | { readonly kind: "uniform"; readonly min: number; readonly max: number; readonly decimals?: number }
  /** Log-normal, by its median and spread: amounts of money. */
  | { readonly kind: "lognormal"; readonly median: number; readonly sigma: number; readonly decimals?: number }
  | { readonly kind: "sequence"; readonly prefix?: string }
  | { readonly kind: "constant"; readonly value: Json };

export interface GeneratedColumn {
  readonly name: string;
  readonly type: DataType;
  readonly generator: ColumnGenerator;
  /** Share of nulls, 0 to 1. */
  readonly nulls?: number;
}

/** Departures from a clean stream, each a share of the events, 0 to 1. */
export interface StreamFaults {
  /** Sent twice. */
  readonly duplicates?: number;
  readonly missingTime?: number;
  readonly missingKey?: number;
  /** One partition stops for a while and then delivers at once. The times are of arrival, ms since 1970 UTC. */
  readonly stalledPartition?: { readonly partition: number; readonly fromMs: number; readonly untilMs: number };
}

/** A seeded stream: same definition, same events. */
export interface GeneratedStream {
  readonly kind: "generator";
  readonly topic: string;
  readonly seed: number;
  /** First event time, ms since 1970 UTC. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly ratePerMinute: number;
  readonly columns: readonly GeneratedColumn[];
  readonly keys: {
    readonly count: number;
    /** Zipf exponent; 0 is uniform. */
    readonly skew: number;
    /** Names of the first keys; the rest are numbered. */
    readonly names?: readonly string[];
  };
  /** Which share of events is delayed, and by how much: arrival = event time + delay. */
  readonly disorder: { readonly share: number; readonly delayP50Ms: number; readonly delayP95Ms: number };
  readonly partitions?: number;
  readonly faults?: StreamFaults;
}

/** Rows written out one by one, in order of arrival. */
export interface ScriptedStream {
  readonly kind: "rows";
  readonly topic: string;
  readonly schema: Schema;
  readonly rows: readonly {
    readonly event: Readonly<Record<string, Json>>;
    /** When the log takes it, ms since 1970 UTC. Absent: the value of `timeColumn`. */
    readonly arrivalMs?: number;
    readonly partition?: number;
  }[];
  readonly timeColumn: string;
}

/** A file that the person chose. The notebook keeps its name and reading, never its rows. */
export interface FileStream {
  readonly kind: "file";
  readonly topic: string;
  readonly fileName: string;
  readonly format: "csv" | "json-lines" | "parquet" | "avro";
  readonly schema: Schema;
  readonly timeColumn: string;
  /** What the time column counts. */
  readonly timeUnit: "milliseconds" | "seconds" | "microseconds" | "text";
  readonly arrival: /** Row by row as the file has them, each at the latest event time so far. */
    | { readonly kind: "file-order" }
    /** Sorted by event time, arriving at once. */
    | { readonly kind: "event-time" }
    | {
        readonly kind: "delay";
        readonly seed: number;
        readonly share: number;
        readonly p50Ms: number;
        readonly p95Ms: number;
      };
}

/** A topic of the server. Its events are there, not in the page: a simulated run of it is empty, a timeline can follow it. */
export interface LiveStream {
  readonly kind: "live";
  readonly topic: string;
  readonly schema: Schema;
}

export type StreamDefinition = GeneratedStream | ScriptedStream | FileStream | LiveStream;

/** Moves of single events that the person made on the timeline, by index in the unedited stream. */
export type StreamEdits = Readonly<
  Record<number, { readonly arrivalMs?: number; readonly eventMs?: number; readonly removed?: boolean }>
>;
