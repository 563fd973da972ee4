import type { ColumnAggregator, RowIr } from "../aggregation/row-aggregator.ts";
import { TilescopeError } from "../errors.ts";
import type { BatchIr } from "./batch-ir.ts";
import { addTable } from "./columnar/add-table.ts";
import type { RowTable } from "./columnar/row-table.ts";
import type { TileTable } from "./columnar/tile-table.ts";
import type { FeatureSet, TimedRow } from "./feature-set.ts";
import { addRow, type MergeCount, mergeTailHops, windowStarts } from "./window-merge.ts";

/** Change of a row of an entity: an update is one that takes the old row out and one that puts the new one in. */
export interface Mutation extends TimedRow {
  /** When the change happened; `timeMs` is the time of the row itself. */
  readonly mutationMs: number;
  /** True: the row as it was, to be taken out. */
  readonly isBefore: boolean;
}

/** The IRs of one tile of one key, in memory form of the base columns. Reads never change them. */
export interface TileIr {
  readonly startMs: number;
  readonly ir: RowIr;
}

/** The batch side of a read. */
export interface BatchPart {
  /** `null`: the key has no batch value. */
  readonly ir: BatchIr | null;
  /** End of the batch data: rows and tiles before it do not count. `-Infinity` while nothing was uploaded. */
  readonly endMs: number;
  /**
   * Time of the newest batch value in the store, where it is later than `endMs`: the store already holds a later upload
   * than the serving info knows, and rows that are inside it must not count twice.
   */
  readonly valueMs?: number;
}

/**
 * Batch IR and single rows as of `queryMs`, the window's tail rounded down to its hop: Chronon's untiled read.
 * Rows may come in any order; `null` where there is neither batch IR nor a list of rows. Throws
 * `serving/before-batch-end` for a query that lies before the batch end.
 */
export function readEvents(
  set: FeatureSet,
  batch: BatchPart,
  rows: Iterable<TimedRow> | null,
  queryMs: number,
  count: MergeCount = { merges: 0 },
): RowIr | null {
  return combine(set, batch, rows === null, queryMs, count, (ir, starts) => {
    const fromMs = Math.max(batch.endMs, batch.valueMs ?? Number.NEGATIVE_INFINITY);
    for (const { timeMs, row } of rows ?? [])
      if (timeMs >= fromMs && timeMs < queryMs) addRow(set, ir, starts, timeMs, row, false, count);
  });
}

/**
 * Batch IR of a snapshot and the changes since, as of `queryMs`. Which changes count is decided by when they happened,
 * which windows they count for by the time of the row. Columns that cannot delete ignore removals.
 */
export function readMutations(
  set: FeatureSet,
  batch: BatchPart,
  mutations: Iterable<Mutation> | null,
  queryMs: number,
  count: MergeCount = { merges: 0 },
): RowIr | null {
  return combine(set, batch, mutations === null, queryMs, count, (ir, starts) => {
    const fromMs = Math.max(batch.endMs, batch.valueMs ?? Number.NEGATIVE_INFINITY);
    for (const { timeMs, mutationMs, isBefore, row } of mutations ?? [])
      if (timeMs < queryMs && mutationMs < queryMs && mutationMs >= fromMs)
        addRow(set, ir, starts, timeMs, row, isBefore, count);
  });
}

/**
 * Batch IR and tiles as of `queryMs`: Chronon's tiled read. A tile counts whole or not at all, by its start; so the
 * tile that holds the query time brings its later events with it. Tiles that start at or after `headMs` do not count:
 * with `queryMs` rounded down to the tiles' size no event at or after the query does.
 */
export function readTiles(
  set: FeatureSet,
  batch: BatchPart,
  tiles: readonly TileIr[] | null,
  queryMs: number,
  count: MergeCount = { merges: 0 },
  headMs: number = queryMs,
): RowIr | null {
  return combine(set, batch, tiles === null, queryMs, count, (ir, starts) => {
    const columns = set.windowedAggregator.columns;
    for (const [i, { baseIndex }] of set.features.entries()) {
      const column = columns[i] as ColumnAggregator;
      const fromMs = Math.max(batch.endMs, starts[i] as number);
      const { changesRight } = column.aggregator;
      for (const tile of tiles ?? []) {
        if (tile.startMs < fromMs || tile.startMs >= headMs) continue;
        const tileIr = tile.ir[baseIndex];
        ir[i] = column.merge(ir[i], changesRight ? column.clone(tileIr) : tileIr);
        count.merges++;
      }
    }
  });
}

/**
 * `readTiles` of tiles in a table, to the bit. `undefined`: an integer would leave what a double holds exactly, so
 * `readTiles` has to.
 */
export function readTileTable(
  set: FeatureSet,
  batch: BatchPart,
  tiles: TileTable,
  queryMs: number,
  count: MergeCount = { merges: 0 },
  headMs: number = queryMs,
): RowIr | null | undefined {
  return readTable(set, batch, queryMs, count, (ir, starts, merges) =>
    addTable(set, ir, starts, tiles, batch.endMs, headMs, merges),
  );
}

/** `readEvents` of rows in a table, to the bit; `undefined` as for `readTileTable`. */
export function readRowTable(
  set: FeatureSet,
  batch: BatchPart,
  rows: RowTable,
  queryMs: number,
  count: MergeCount = { merges: 0 },
): RowIr | null | undefined {
  const fromMs = Math.max(batch.endMs, batch.valueMs ?? Number.NEGATIVE_INFINITY);
  return readTable(set, batch, queryMs, count, (ir, starts, merges) =>
    addTable(set, ir, starts, rows, fromMs, queryMs, merges),
  );
}

function readTable(
  set: FeatureSet,
  batch: BatchPart,
  queryMs: number,
  count: MergeCount,
  add: (ir: RowIr, starts: Float64Array, merges: MergeCount) => boolean,
): RowIr | null | undefined {
  const own = { merges: 0 };
  let isAdded = false;
  const ir = combine(set, batch, false, queryMs, own, (irs, starts) => {
    isAdded = add(irs, starts, own);
  });
  if (!isAdded) return undefined;
  count.merges += own.merges;
  return ir;
}

function combine(
  set: FeatureSet,
  batch: BatchPart,
  nothingStreamed: boolean,
  queryMs: number,
  count: MergeCount,
  addStreamed: (ir: RowIr, starts: Float64Array) => void,
): RowIr | null {
  if (batch.ir === null && nothingStreamed) return null;
  if (batch.endMs > queryMs)
    throw new TilescopeError(
      "serving/before-batch-end",
      `The request is for ${queryMs}, which is before the end of the batch data at ${batch.endMs}`,
    );
  const ir = batch.ir === null ? set.windowedAggregator.init() : set.windowedAggregator.clone(batch.ir.collapsed);
  const starts = windowStarts(set, queryMs);
  addStreamed(ir, starts);
  if (batch.ir !== null) mergeTailHops(set, ir, starts, batch.ir, batch.endMs, count);
  return ir;
}
