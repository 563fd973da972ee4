import type { OperationName } from "../group-by/group-by.ts";
import type { Window } from "../time/window.ts";

/** One output column: an aggregation with one bucket (or none) and one window (or none). */
export interface AggregationPart {
  readonly inputColumn: string;
  readonly operation: OperationName;
  readonly argMap: Readonly<Record<string, string>> | null;
  /** `null`: unbounded, or, in the parts that tiles hold, not windowed yet. */
  readonly window: Window | null;
  readonly bucket: string | null;
  readonly elementWise: boolean;
}
