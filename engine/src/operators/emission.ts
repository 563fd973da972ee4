import type { RowIr } from "../aggregation/row-aggregator.ts";
import type { PutRequest } from "../ports/kv-store.ts";
import type { Row } from "../schema/value.ts";
import type { EventTimeMs, ProcessingTimeMs } from "../time/event-time.ts";

/** A raw record that enters the pipeline. */
export interface SourceRecord {
  /** Position in the run, from 0; names the record in the trace. */
  readonly index: number;
  readonly partition: number;
  readonly offset: number;
  readonly processingMs: ProcessingTimeMs;
  /** Raw values in the plan's `sourceSchema` order. */
  readonly row: Row;
}

/** Why a tile was written: Flink's trigger callback. */
export type FireCause = "element" | "processing_time" | "event_time";

/** A value that the pipeline returns. Emissions of one record come in order, the watermark last. */
export type Emission =
  | {
      readonly kind: "tile";
      readonly key: Row;
      readonly keyId: string;
      readonly startMs: EventTimeMs;
      readonly endMs: EventTimeMs;
      /**
       * In memory form (`Plan.baseAggregator`). The tile's own: valid during the call only, who keeps it clones it. A copy
       * for every write would cost as much as the write.
       */
      readonly ir: RowIr;
      /** Events in the tile so far. */
      readonly events: number;
      /** Event time of the last processed event of the tile. */
      readonly latestMs: EventTimeMs;
      readonly isComplete: boolean;
      readonly cause: FireCause;
    }
  | {
      readonly kind: "event";
      readonly key: Row;
      readonly keyId: string;
      readonly timeMs: EventTimeMs;
      readonly inputs: Row;
    }
  /** Past the watermark: to the side output, not into any tile. */
  | {
      readonly kind: "late";
      readonly key: Row;
      readonly keyId: string;
      readonly timeMs: EventTimeMs;
      readonly inputs: Row;
      readonly startMs: EventTimeMs;
      readonly endMs: EventTimeMs;
      readonly watermarkMs: number;
    }
  | { readonly kind: "closed"; readonly keyId: string; readonly startMs: EventTimeMs; readonly endMs: EventTimeMs }
  | { readonly kind: "filtered" }
  /** No time, a null key, or an expression that failed on this row. */
  | { readonly kind: "invalid"; readonly code: `${string}/${string}`; readonly reason: string }
  | { readonly kind: "watermark"; readonly watermarkMs: number }
  /** After Avro conversion: what the sink stores. */
  | { readonly kind: "put"; readonly request: PutRequest };
