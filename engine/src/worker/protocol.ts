import type { Diagnostic } from "../errors.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import type { Trace } from "../runtime/trace.ts";
import type { Json } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import type { StreamDefinition, StreamEdits } from "../simulation/stream.ts";
import type { Difference } from "./difference.ts";
import type { LiveFacts, LiveRequests } from "./live-protocol.ts";

export type { Difference } from "./difference.ts";
export type { LiveFacts, LiveRecord } from "./live-protocol.ts";

/** How a job runs. Times in ms. */
export interface JobSettings {
  readonly mode: "tiled" | "untiled";
  readonly trigger: { readonly kind: "every-element" } | { readonly kind: "buffered"; readonly bufferMs: number };
  /** Watermark = largest event time - this - 1. Chronon's default: 5 min. */
  readonly outOfOrdernessMs: number;
  /** A partition without events for longer does not hold the watermark back. Chronon's default: 30 s. */
  readonly idlenessMs: number;
  /** Absent: the smallest tail hop. Otherwise it must divide it. */
  readonly tileSizeMs?: number;
}

export interface FeatureSummary {
  readonly name: string;
  readonly type: string;
  readonly windowMs: number | null;
  readonly tailHopMs: number;
  /** True where a line chart of the value makes sense. */
  readonly numeric: boolean;
}

export interface CompileSummary {
  readonly name: string;
  readonly features: readonly FeatureSummary[];
  readonly keyColumns: readonly string[];
  readonly tileSizeMs: number;
  /** Tiles that one read at a time off the hour touches, for the longest bounded window; null when unbounded only. */
  readonly tilesPerRead: number | null;
  /** Avro schema of the tile IR, as a person reads it. */
  readonly irSchema: string;
  readonly compileMs: number;
  readonly warnings: readonly Diagnostic[];
}

export interface RunSummary {
  readonly runId: string;
  readonly trace: Trace;
  readonly features: readonly FeatureSummary[];
  readonly sourceSchema: Schema;
  /** For each step its index in the unedited stream: what `StreamEdits` names. Absent: the step itself. */
  readonly originalIndex?: Uint32Array;
  /** Avro schema of the tile IR, as a person reads it; as in `CompileSummary`. */
  readonly irSchema?: string;
  readonly counts: {
    readonly events: number;
    readonly tiles: number;
    readonly emissions: number;
    readonly lateEvents: number;
    readonly filtered: number;
    readonly invalid: number;
  };
  /** First few invalid records with their reasons. */
  readonly problems: readonly { readonly step: number; readonly reason: string }[];
  readonly runMs: number;
  /** Set for a run that follows a topic. */
  readonly live?: LiveFacts;
}

/** One tile as of a step, its IR restored from the nearest checkpoint. */
export interface TileView {
  readonly tileIndex: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Events in it as of the step. */
  readonly events: number;
  readonly open: boolean;
  /** The stored IR, one JSON value per base column. */
  readonly ir: readonly Json[];
  /** The same on one line: `[2, "mint"]`. */
  readonly irText: string;
}

export interface TileDetail extends TileView {
  readonly key: string;
  readonly columns: readonly string[];
  readonly avroHex: string;
  readonly keyHex: string;
  readonly writes: readonly { readonly step: number; readonly processingMs: number }[];
  /** Processing time at which the watermark closed it; null while open. */
  readonly closedAtMs: number | null;
  readonly closedAtWatermarkMs: number | null;
  readonly eventSteps: readonly number[];
}

/** Pipeline state as of a step. */
export interface StateView {
  readonly step: number;
  readonly watermarkMs: number;
  readonly partitions: readonly {
    readonly partition: number;
    readonly watermarkMs: number;
    readonly idle: boolean;
    /** True for the one that holds the watermark back. */
    readonly holds: boolean;
  }[];
  readonly openTiles: number;
  /** Tiles of the asked key, by start. */
  readonly tiles: readonly TileView[];
}

/** Why a value is what it is. Counts are of events unless said otherwise. */
export interface Explanation {
  readonly feature: string;
  readonly key: string;
  readonly queryMs: number;
  readonly value: Json;
  /** Exact window over all arrived raw events, late ones included. */
  readonly exact: Json;
  /** `null`: unbounded. */
  readonly windowStartMs: number | null;
  readonly tailStartMs: number | null;
  readonly batchEndMs: number | null;
  /** Tiles that the read merged, by start. */
  readonly tiles: readonly {
    readonly tileIndex: number;
    readonly startMs: number;
    readonly endMs: number;
    readonly events: number;
    /** Of these, inside the exact window. */
    readonly exactEvents: number;
    readonly open: boolean;
    readonly value: Json;
  }[];
  /** Late events of this key inside the exact window that no tile holds. */
  readonly dropped: readonly { readonly step: number; readonly eventMs: number; readonly processingMs: number }[];
  readonly reasons: readonly Difference[];
}

export interface ReadCost {
  /** Values read from the store: tiles or raw events. */
  readonly reads: number;
  readonly bytes: number;
  readonly merges: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** How many reads were timed; fewer than asked for when they take long. */
  readonly timed: number;
}

export interface CompareRow {
  readonly feature: string;
  readonly exact: Json;
  /** Raw events with the hop tail: Chronon's untiled answer. */
  readonly sawtooth: Json;
  readonly tiled: Json;
  /** Set by the page when a server runs. */
  readonly server?: Json;
  readonly equal: "same" | "within-epsilon" | "differs";
  readonly reasons: readonly Difference[];
}

export interface CompareResult {
  readonly key: string;
  /** The key by column, as a request to a server names it. */
  readonly keys: Readonly<Record<string, Json>>;
  readonly queryMs: number;
  readonly step: number;
  readonly rows: readonly CompareRow[];
  readonly repetitions: number;
  readonly raw: ReadCost;
  readonly tiled: ReadCost;
  /** The same read at the next tile sizes down and up. */
  readonly sizes: readonly { readonly tileSizeMs: number; readonly cost: ReadCost; readonly current: boolean }[];
}

/** What a fetch of one key returned, and what it cost. */
export interface FetchResult {
  /** The key by column, as it was asked. */
  readonly keys: Readonly<Record<string, Json>>;
  /** As the run names it; null: no event of the stream has it. */
  readonly key: string | null;
  readonly queryMs: number;
  readonly features: readonly { readonly name: string; readonly type: string; readonly value: Json }[];
  readonly cost: ReadCost;
}

/** One value that was expected, and the one that the job serves. */
export interface JudgedValue {
  readonly key: string;
  /** False: no event of the stream has the key. */
  readonly known: boolean;
  readonly feature: string;
  readonly type: string;
  readonly expected: Json;
  readonly actual: Json;
  readonly passed: boolean;
  /** What made two values equal that are not the same, or would have: rounding, or the error of a sketch. */
  readonly tolerance: string | null;
  /** Of a failure: why the online answer is not the one that it is compared with. */
  readonly reasons: readonly Difference[];
}

export interface Verdict {
  readonly passed: boolean;
  readonly queryMs: number;
  readonly step: number;
  /** How many keys were asked for, and how many of their values compared. */
  readonly keys: number;
  readonly compared: number;
  readonly failures: number;
  /** All values that an expectation names, or the first failures of one over the whole stream. */
  readonly values: readonly JudgedValue[];
}

/** Feature value over query time as the fetcher would have answered at that moment: events arrived by then. */
export interface Series {
  readonly feature: string;
  readonly keyIndex: number;
  readonly queryMs: Float64Array;
  /** NaN where there is no value. */
  readonly tiled: Float64Array;
  readonly exact: Float64Array;
}

/** One event in each of its forms on the way through the operators. */
export interface EventDetail {
  readonly step: number;
  readonly raw: Readonly<Record<string, Json>>;
  readonly selected: Readonly<Record<string, Json>> | null;
  readonly eventMs: number | null;
  readonly processingMs: number;
  readonly outcome: "onTime" | "lateMerged" | "dropped" | "filtered" | "invalid";
  /** Why it was dropped, filtered or refused; null when it went into a tile. */
  readonly reason: string | null;
  readonly tile: { readonly tileIndex: number; readonly irBefore: string | null; readonly irAfter: string } | null;
  readonly avroHex: string | null;
  readonly put: { readonly dataset: string; readonly keyHex: string; readonly tsMillis: number } | null;
}

/** A page of one of the run's tables, for grids and SQL. */
export type TableName = "events" | "tiles" | "emissions" | "late_events" | "features";

export interface TablePage {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Json[])[];
  readonly total: number;
}

/** Requests from page to worker. Every request gets exactly one answer, or one failure. */
export interface EngineRequests extends LiveRequests {
  compile: { request: { groupBy: GroupBy; sourceSchema: Schema }; answer: CompileSummary };
  /** Reports `progress` events; a run with the same id replaces the earlier one. */
  run: {
    request: {
      runId: string;
      groupBy: GroupBy;
      stream: StreamDefinition;
      settings: JobSettings;
      edits?: StreamEdits;
      /** Bytes of the file of a file stream. */
      file?: Uint8Array;
    };
    answer: RunSummary;
  };
  state: { request: { runId: string; step: number; keyIndex: number }; answer: StateView };
  tile: { request: { runId: string; step: number; tileIndex: number }; answer: TileDetail };
  event: { request: { runId: string; step: number }; answer: EventDetail };
  explain: {
    request: { runId: string; step: number; keyIndex: number; feature: string; queryMs: number };
    answer: Explanation;
  };
  compare: {
    request: { runId: string; step: number; keyIndex: number; queryMs: number; repetitions: number };
    answer: CompareResult;
  };
  /** What the fetcher returns for a key; `atMs` absent: after the last arrival. */
  fetch: {
    request: { runId: string; keys: Readonly<Record<string, Json>>; atMs?: number; repetitions: number };
    answer: FetchResult;
  };
  /** Judges an expectation: the values of `toBe`, or, without it, equality with a backfill for the key or for all keys. */
  judge: {
    request: {
      runId: string;
      keys?: Readonly<Record<string, Json>>;
      atMs?: number;
      toBe?: Readonly<Record<string, Json>>;
    };
    answer: Verdict;
  };
  series: {
    request: { runId: string; keyIndex: number; feature: string; fromMs: number; toMs: number; points: number };
    answer: Series;
  };
  table: { request: { runId: string; table: TableName; offset: number; limit: number }; answer: TablePage };
  /** First rows, and a schema guessed from them. */
  inspectFile: {
    request: { fileName: string; bytes: Uint8Array };
    answer: {
      format: "csv" | "json-lines" | "parquet";
      schema: Schema;
      timeColumns: readonly string[];
      rows: readonly Readonly<Record<string, Json>>[];
      total: number;
      problems: readonly { readonly line: number; readonly reason: string }[];
    };
  };
  /** Frees what a run holds. */
  dispose: { request: { runId: string }; answer: null };
}

export type EngineMethod = keyof EngineRequests;

export type EngineMessage =
  | {
      [M in EngineMethod]: { readonly id: number; readonly method: M; readonly request: EngineRequests[M]["request"] };
    }[EngineMethod]
  | { readonly id: number; readonly method: "cancel"; readonly request: { readonly target: number } };

export type EngineReply =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: Failure }
  | {
      readonly id: number;
      readonly progress: { readonly done: number; readonly total: number; readonly label: string };
    };

/** Plain data, so that it survives the way across a worker. */
export interface Failure {
  readonly code: `${string}/${string}`;
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the page holds: the same over a worker, a server or in process. */
export interface EngineClient {
  call<M extends EngineMethod>(
    method: M,
    request: EngineRequests[M]["request"],
    options?: { signal?: AbortSignal; onProgress?: (done: number, total: number, label: string) => void },
  ): Promise<EngineRequests[M]["answer"]>;
  close(): void;
}
