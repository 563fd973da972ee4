import type { Schema } from "../../schema/schema.ts";
import type { Row } from "../../schema/value.ts";
import { withPartitionLast } from "../backfill/backfill-group-by.ts";
import type { Ds } from "../source/ds.ts";
import { type DsRange, holdsDs } from "../source/ds-range.ts";
import { type Frame, indexOf, PARTITION_COLUMN } from "../source/table.ts";

/** A table that a job writes by whole partitions: what is written replaces the partitions that it has rows for. */
export class PartitionedTable {
  #schema: Schema | null = null;
  readonly #rows = new Map<Ds, Row[]>();

  get exists(): boolean {
    return this.#schema !== null;
  }

  /** Days that it has, ascending. */
  get days(): Ds[] {
    return [...this.#rows.keys()].sort();
  }

  /** The first write decides on the columns, the partition column last. */
  write(frame: Frame): void {
    const { schema, rows } = withPartitionLast(frame);
    this.#schema ??= schema;
    for (const [ds, ofDay] of Map.groupBy(rows, (row) => String(row.at(-1)))) this.#rows.set(ds, ofDay);
  }

  read(range: DsRange): Frame {
    const days = this.days.filter((ds) => holdsDs(range, ds));
    return { schema: this.#schema ?? [], rows: days.flatMap((ds) => this.#rows.get(ds) ?? []) };
  }
}

/** Rows of a frame whose partition is within a range. */
export function prunePartitions(frame: Frame, range: DsRange): Frame {
  const index = indexOf(frame, PARTITION_COLUMN);
  return { schema: frame.schema, rows: frame.rows.filter((row) => holdsDs(range, String(row[index]))) };
}

/** First and last partition that a frame has rows in; `null` without any. */
export function partitionRange(frame: Frame): { readonly start: Ds; readonly end: Ds } | null {
  const index = indexOf(frame, PARTITION_COLUMN);
  const days = frame.rows.map((row) => String(row[index])).sort();
  const [start, end] = [days[0], days.at(-1)];
  return start === undefined || end === undefined ? null : { start, end };
}
