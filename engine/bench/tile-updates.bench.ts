import { ColumnarTiles } from "../src/aggregation/columnar/columnar-tiles.ts";
import { createRowAggregator } from "../src/aggregation/create-row-aggregator.ts";
import type { RowAggregator, RowIr } from "../src/aggregation/row-aggregator.ts";
import type { Value } from "../src/schema/value.ts";
import type { Compare } from "./compare.ts";
import { DISORDER_MS, PRICE_PARTS, PRICE_SCHEMA, type PriceEvents, priceEvents, TILE_MS } from "./price-events.ts";

export const name = "tile updates";

/** After so many events tiles that end before all that can still come are dropped. */
const BATCH = 4_096;

interface PlainTile {
  sum: number;
  count: number;
  averageSum: number;
  averageCount: number;
  max: number;
  lastMs: number;
  last: number;
}

type Tiles<Tile> = Map<number, Map<number, Tile>>;

/** Drops tiles that no event can reach any more, as the watermark would. */
function dropClosed(tiles: Tiles<unknown>, nowMs: number): number {
  let dropped = 0;
  for (const [startMs, ofStart] of tiles) {
    if (startMs + TILE_MS > nowMs - DISORDER_MS) continue;
    dropped += ofStart.size;
    tiles.delete(startMs);
  }
  return dropped;
}

function tilesOf<Tile>(tiles: Tiles<Tile>, startMs: number): Map<number, Tile> {
  const known = tiles.get(startMs);
  if (known !== undefined) return known;
  const made = new Map<number, Tile>();
  tiles.set(startMs, made);
  return made;
}

/** The same five numbers by hand: what one would write for this GroupBy and no other. */
function byHand({ count, keys, timesMs, prices }: PriceEvents): number {
  const tiles: Tiles<PlainTile> = new Map();
  let dropped = 0;
  for (let i = 0; i < count; i++) {
    const key = keys[i] as number;
    const timeMs = timesMs[i] as number;
    const price = prices[i] as number;
    const ofStart = tilesOf(tiles, Math.floor(timeMs / TILE_MS) * TILE_MS);
    const tile = ofStart.get(key);
    if (tile === undefined) {
      const first = { sum: price, count: 1, averageSum: price, averageCount: 1, max: price };
      ofStart.set(key, { ...first, lastMs: timeMs, last: price });
    } else {
      tile.sum += price;
      tile.count++;
      tile.averageSum += price;
      tile.averageCount++;
      if (price > tile.max) tile.max = price;
      if (timeMs > tile.lastMs) {
        tile.lastMs = timeMs;
        tile.last = price;
      }
    }
    if (i % BATCH === 0) dropped += dropClosed(tiles, timeMs);
  }
  return dropped;
}

function byRowAggregator(aggregator: RowAggregator, { count, keys, timesMs, prices }: PriceEvents): number {
  const tiles: Tiles<RowIr> = new Map();
  const row: Value[] = [null];
  let dropped = 0;
  for (let i = 0; i < count; i++) {
    const key = keys[i] as number;
    const timeMs = timesMs[i] as number;
    const ofStart = tilesOf(tiles, Math.floor(timeMs / TILE_MS) * TILE_MS);
    let ir = ofStart.get(key);
    if (ir === undefined) {
      ir = aggregator.init();
      ofStart.set(key, ir);
    }
    row[0] = prices[i] as number;
    aggregator.update(ir, row, timeMs);
    if (i % BATCH === 0) dropped += dropClosed(tiles, timeMs);
  }
  return dropped;
}

function byColumns(tiles: ColumnarTiles, { count, keys, timesMs, prices }: PriceEvents): number {
  let dropped = 0;
  const drop = () => {
    dropped++;
  };
  for (let from = 0; from < count; from += BATCH) {
    const to = Math.min(from + BATCH, count);
    tiles.update({
      length: to - from,
      keys: keys.subarray(from, to),
      timesMs: timesMs.subarray(from, to),
      columns: [{ numbers: prices.subarray(from, to), nulls: null }],
    });
    tiles.close((timesMs[to - 1] as number) - DISORDER_MS, drop);
  }
  tiles.close(Number.POSITIVE_INFINITY, drop);
  return dropped;
}

/** Cells that a tile of these aggregations has in a slab. */
const WIDTH = 5;

/**
 * What memory alone costs: each event adds 1 to one cell of its key's tile, in a slab as large as that of all open tiles,
 * and nothing is looked up, opened or closed.
 */
function touchOnly({ count, keyCount, keys }: PriceEvents, slab: Float64Array): number {
  for (let i = 0; i < count; i++) {
    const cell = (keys[i] as number) * WIDTH;
    slab[cell] = (slab[cell] as number) + 1;
  }
  return slab[WIDTH * (keyCount - 1)] ?? 0;
}

/**
 * SUM, COUNT, AVERAGE, MAX and LAST over one double into tiles of an hour; tiles are dropped, unread, once they are
 * closed. Keys are numbers. A day for one and 1,000 keys; two hours for 100,000, so that a tile gets 20 events.
 */
export function run(compare: Compare): void {
  for (const [keyCount, count, hours] of [
    [1, 2_000_000, 24],
    [1_000, 2_000_000, 24],
    [100_000, 4_000_000, 2],
  ] as const) {
    const events = priceEvents(count, keyCount, hours);
    const aggregator = createRowAggregator(PRICE_SCHEMA, PRICE_PARTS);
    const tiles = new ColumnarTiles(aggregator, TILE_MS);
    const slab = new Float64Array(WIDTH * keyCount);
    compare({
      title: `Five aggregations, ${keyCount.toLocaleString("en")} ${keyCount === 1 ? "key" : "keys"}, ${hours} hour tiles`,
      unit: "events",
      count,
      subjects: [
        { name: "objects in maps, by hand (baseline)", run: () => byHand(events) },
        { name: "RowAggregator in maps", run: () => byRowAggregator(aggregator, events) },
        { name: "ColumnarTiles", run: () => byColumns(tiles, events) },
        { name: "one addition to the tile of each event, no more", run: () => touchOnly(events, slab) },
      ],
    });
  }
}
