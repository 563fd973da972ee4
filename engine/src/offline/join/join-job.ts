import { TilescopeError } from "../../errors.ts";
import { loadSqlParser } from "../../expression/index.ts";
import type { Join, JoinPart } from "../../group-by/join.ts";
import { partPrefix } from "../../group-by/join-part-names.ts";
import { loadForDefinition } from "../../group-by/load-for-definition.ts";
import { viewSource } from "../../group-by/source-kind.ts";
import { type DayRange, stepsOf, unfilledRanges } from "../backfill/unfilled-ranges.ts";
import { type Ds, shiftDs } from "../source/ds.ts";
import { renameColumns } from "../source/join-frames.ts";
import { type Frame, PARTITION_COLUMN, partitionsOf, picker, type Warehouse } from "../source/table.ts";
import { computePart, partKind } from "./compute-part.ts";
import { deriveColumns } from "./derive-columns.ts";
import { padColumns, padExternals } from "./external-padding.ts";
import { type JoinColumns, joinColumns } from "./join-columns.ts";
import { joinPart } from "./join-part.ts";
import { leftFrame, leftTable, rangeToFill, TIME_PARTITION_COLUMN, withTimePartition } from "./left-side.ts";
import { PartitionedTable, prunePartitions } from "./partitioned-table.ts";

/** Up to so many left rows Chronon computes the missing days of a part in one go, gaps included. */
const SMALL_MODE_ROWS = 5_000;

export interface JoinRun {
  readonly endDs: Ds;
  /** Instead of the left's first day. */
  readonly startDs?: Ds;
  /** Days per step; all missing ones at once where absent. */
  readonly stepDays?: number;
}

/**
 * Chronon's join backfill: the left rows with the features of all parts, point in time. The job keeps its tables from run
 * to run (the left side, each part's features by day, the output) and a run fills only the days that are missing, so what
 * was computed before stays even if its sources have changed since.
 */
export class JoinJob {
  readonly #join: Join;
  readonly #output = new PartitionedTable();
  readonly #left = new PartitionedTable();
  readonly #parts = new Map<string, PartitionedTable>();

  /** Throws `offline/not-supported` for labels and bootstraps, which this job does not have. */
  constructor(join: Join) {
    for (const field of ["labelPart", "bootstrapParts"] as const)
      if (join[field] !== undefined)
        throw new TilescopeError("offline/not-supported", `A join with ${field} cannot be computed here`);
    this.#join = join;
  }

  /** Everything computed so far. */
  get output(): Frame {
    return this.#output.read({ start: null, end: null });
  }

  /**
   * Fills what is missing and gives the rows of the whole range. Throws what reading sources throws, `offline/empty-range`,
   * `offline/no-rows` when there is nothing on the left, `offline/type-mismatch`, and what columns throw on a change that
   * they cannot take back.
   */
  async run(warehouse: Warehouse, { endDs, startDs, stepDays }: JoinRun): Promise<Frame> {
    await loadSqlParser();
    for (const { groupBy } of this.#join.joinParts ?? []) await loadForDefinition(groupBy ?? {});
    const range = rangeToFill(warehouse, this.#join, endDs, startDs);
    const missing = unfilledRanges(range, this.#leftDays(warehouse), this.#output.days);
    const steps = missing.flatMap((unfilled) => stepsOf(unfilled, stepDays));
    const columns = steps.length > 0 ? joinColumns(warehouse, this.#join) : null;
    for (const step of steps) {
      const left = leftFrame(warehouse, this.#join, step);
      if (columns !== null && left.rows.length > 0)
        this.#output.write(this.#compute(warehouse, step, withTimePartition(left), columns));
    }
    if (!this.#output.exists) throw new TilescopeError("offline/no-rows", "The left side has no rows to join to");
    return this.#output.read(range);
  }

  #leftDays(warehouse: Warehouse): ReadonlySet<Ds> {
    const left = this.#join.left ?? {};
    const { partitionColumn = PARTITION_COLUMN } = viewSource(left).query;
    return new Set(partitionsOf(leftTable(warehouse, left), partitionColumn));
  }

  #compute(warehouse: Warehouse, range: DayRange, tagged: Frame, columns: JoinColumns): Frame {
    const left = this.#storedLeft(range, tagged, columns);
    const times = timeRange(tagged);
    let joined = withTimePartition(renameColumns(left, (name) => (name === TIME_PARTITION_COLUMN ? null : name)));
    for (const part of this.#join.joinParts ?? []) {
      const right = this.#partTable(warehouse, part, left, range, times);
      if (right !== null) joined = joinPart(joined, right, this.#join, part);
    }
    return this.#finish(joined, left, new Set(tagged.schema.map(({ name }) => name)), columns);
  }

  /** Days of the left that were stored before stay as they were then. */
  #storedLeft(range: DayRange, tagged: Frame, { externals }: JoinColumns): Frame {
    for (const unfilled of unfilledRanges(range, null, this.#left.days))
      this.#left.write(padExternals(prunePartitions(tagged, unfilled), externals));
    return this.#left.read(range);
  }

  /** The features of a part for the days that its left rows need; `null` when it never had any rows to compute for. */
  #partTable(warehouse: Warehouse, part: JoinPart, left: Frame, range: DayRange, times: DayRange | null): Frame | null {
    const shift = partKind(this.#join, part) === "snapshot before" ? -1 : 0;
    if (shift !== 0 && times === null) throw new TilescopeError("offline/no-time", "No row on the left has a time");
    const wanted =
      shift === 0 || times === null ? range : { start: shiftDs(times.start, -1), end: shiftDs(times.end, -1) };
    const table = this.#tableOf(part);
    const inputs = new Set([...this.#leftDays(warehouse)].map((ds) => shiftDs(ds, shift)));
    const missing = unfilledRanges(wanted, inputs, table.days, "fill");
    const [first, last] = [missing[0], missing.at(-1)];
    const isSmall = left.rows.length <= SMALL_MODE_ROWS && first !== undefined && last !== undefined;
    for (const unfilled of isSmall ? [{ start: first.start, end: last.end }] : missing) {
      const days = { start: shiftDs(unfilled.start, -shift), end: shiftDs(unfilled.end, -shift) };
      const pruned = prunePartitions(left, days);
      if (pruned.rows.length > 0) table.write(computePart(warehouse, this.#join, part, pruned));
    }
    return table.exists ? table.read(wanted) : null;
  }

  #tableOf(part: JoinPart): PartitionedTable {
    const name = partPrefix(part);
    const table = this.#parts.get(name) ?? new PartitionedTable();
    this.#parts.set(name, table);
    return table;
  }

  #finish(joined: Frame, left: Frame, leftColumns: ReadonlySet<string>, columns: JoinColumns): Frame {
    const { derivations = [] } = this.#join;
    const known = new Set([...columns.keys, ...columns.values, ...left.schema].map(({ name }) => name));
    const derivedNames = new Set(derivations.map(({ name }) => name));
    const kept = joined.schema
      .map(({ name }) => name)
      .filter((name) => name !== TIME_PARTITION_COLUMN && (known.has(name) || derivedNames.has(name)));
    const { schema, pick } = picker(joined, kept);
    const padded = padColumns({ schema, rows: joined.rows.map(pick) }, columns.partValues);
    const values = columns.values.map(({ name }) => name);
    const derived = deriveColumns(padded, derivations, values, leftColumns);
    const contextual = columns.externals.filter(({ isContextual }) => isContextual).flatMap(({ keys }) => keys);
    const dropped = contextual
      .map(({ name }) => name)
      .filter((name) => !leftColumns.has(name) && !derivedNames.has(name));
    return renameColumns(derived, (name) => (dropped.includes(name) ? null : name));
  }
}

/** First and last day of the left's times; `null` where rows have no time. */
function timeRange(tagged: Frame): DayRange | null {
  const index = tagged.schema.findIndex(({ name }) => name === TIME_PARTITION_COLUMN);
  if (index < 0) return null;
  const days = tagged.rows.flatMap((row) => (typeof row[index] === "string" ? [row[index]] : [])).sort();
  const [start, end] = [days[0], days.at(-1)];
  return start === undefined || end === undefined ? null : { start, end };
}
