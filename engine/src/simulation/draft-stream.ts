import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import type { TimeUnitOfColumn } from "./time-column.ts";

/** The events of a stream before they are put in order of arrival. Columns have one entry for each event. */
export interface DraftStream {
  readonly schema: Schema;
  readonly rows: readonly Row[];
  /** Whole ms. */
  readonly arrivalMs: Float64Array;
  readonly partition: Uint16Array;
  /** Index of the time column. */
  readonly timeIndex: number;
  readonly timeUnit: TimeUnitOfColumn;
  /** Rows that could not be read as they are written. */
  readonly problems: readonly DraftProblem[];
}

export interface DraftProblem {
  readonly row: number;
  readonly reason: string;
}
