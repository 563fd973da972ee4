import type { Feature } from "../group-by/plan.ts";
import { roundToHop } from "../time/hop.ts";
import { windowStartMs } from "../time/window.ts";
import { type CallContext, type EngineSessionOptions, pause } from "./call-context.ts";
import { featureIndex } from "./explain.ts";
import { countUpTo, groupOf } from "./grouped.ts";
import type { EngineRequests, Series } from "./protocol.ts";
import type { Run } from "./run.ts";

const POINTS_PER_SLICE = 64;

/** Events of one tile-sized slot, folded as far as they have arrived. Late ones are in `all`, not in a tile. */
interface Slot {
  readonly startMs: number;
  readonly endMs: number;
  /** Positions in the key's history, by arrival. */
  readonly positions: number[];
  folded: number;
  ir: unknown;
}

/** One tile, folded as far as it was written. */
interface WrittenTile {
  readonly tileIndex: number;
  readonly startMs: number;
  folded: number;
  ir: unknown;
}

/** First index whose start is at or after `fromMs`; the list is sorted by start. */
function lowerBound(sorted: readonly { readonly startMs: number }[], fromMs: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.startMs ?? 0) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Walks forward in time, so every tile and slot is folded once; a point merges only what its window covers. */
class SeriesWalk {
  readonly #run: Run;
  readonly #feature: Feature;
  readonly #history: ReturnType<Run["history"]["key"]>;
  readonly #tiles: WrittenTile[];
  readonly #slots: Slot[];

  constructor(run: Run, feature: Feature, keyIndex: number) {
    this.#run = run;
    this.#feature = feature;
    this.#history = run.history.key(keyIndex);
    this.#tiles = [...groupOf(run.tilesByKey, keyIndex)]
      .map((tileIndex) => ({ tileIndex, startMs: run.trace.tiles.startMs[tileIndex] ?? 0, folded: 0, ir: null }))
      .sort((a, b) => a.startMs - b.startMs);
    const sizeMs = run.trace.tileSizeMs;
    const slots = new Map<number, Slot>();
    this.#history.timesMs.forEach((timeMs, position) => {
      const startMs = roundToHop(timeMs, sizeMs);
      let slot = slots.get(startMs);
      if (slot === undefined) {
        slot = { startMs, endMs: startMs + sizeMs, positions: [], folded: 0, ir: null };
        slots.set(startMs, slot);
      }
      slot.positions.push(position);
    });
    this.#slots = [...slots.values()].sort((a, b) => a.startMs - b.startMs);
  }

  get #column() {
    const column = this.#run.plan.baseAggregator.columns[this.#feature.baseIndex];
    if (column === undefined) throw new Error(`No base column for ${this.#feature.name}.`);
    return column;
  }

  tiledAt(queryMs: number, step: number): number {
    const column = this.#column;
    const fromMs = windowStartMs(queryMs, this.#feature.windowMs, this.#feature.tailHopMs);
    let ir: unknown = null;
    for (let i = lowerBound(this.#tiles, fromMs); i < this.#tiles.length; i++) {
      const tile = this.#tiles[i];
      if (tile === undefined || tile.startMs >= queryMs) break;
      const stored = this.#run.tileIrs.storedEventsAt(tile.tileIndex, step);
      const steps = this.#run.history.tileSteps(tile.tileIndex);
      for (; tile.folded < stored; tile.folded++) {
        const event = this.#run.history.select(steps[tile.folded] ?? 0);
        tile.ir = column.update(tile.ir, event.inputs, event.timeMs ?? 0);
      }
      if (tile.folded > 0) ir = column.merge(ir, tile.ir);
    }
    return numberOf(ir === null ? null : column.finalize(ir));
  }

  exactAt(queryMs: number, arrived: number): number {
    const column = this.#column;
    const fromMs = queryMs - this.#feature.windowMs;
    const sizeMs = this.#run.trace.tileSizeMs;
    let ir: unknown = null;
    for (let i = lowerBound(this.#slots, fromMs - sizeMs + 1); i < this.#slots.length; i++) {
      const slot = this.#slots[i];
      if (slot === undefined || slot.startMs >= queryMs) break;
      if (slot.startMs >= fromMs && slot.endMs <= queryMs) {
        for (; slot.folded < slot.positions.length; slot.folded++) {
          const position = slot.positions[slot.folded] ?? 0;
          if (position >= arrived) break;
          const event = this.#history.events[position];
          if (event !== undefined) slot.ir = column.update(slot.ir, event.inputs, event.timeMs ?? 0);
        }
        if (slot.folded > 0) ir = column.merge(ir, slot.ir);
        continue;
      }
      for (const position of slot.positions) {
        if (position >= arrived) break;
        const timeMs = this.#history.timesMs[position] ?? Number.NaN;
        const event = this.#history.events[position];
        if (event !== undefined && timeMs >= fromMs && timeMs < queryMs) ir = column.update(ir, event.inputs, timeMs);
      }
    }
    return numberOf(ir === null ? null : column.finalize(ir));
  }
}

function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : Number.NaN;
}

/** A numeric feature over query time, tiled and exact, each with the events that had arrived by that moment. */
export async function valueSeries(
  run: Run,
  request: EngineRequests["series"]["request"],
  options: EngineSessionOptions,
  context: CallContext,
): Promise<Series> {
  const index = featureIndex(run, request.feature);
  const feature = run.plan.features[index] as Feature;
  const points = Math.max(2, Math.min(4_096, Math.trunc(request.points)));
  const queryMs = new Float64Array(points);
  const tiled = new Float64Array(points).fill(Number.NaN);
  const exact = new Float64Array(points).fill(Number.NaN);
  const walk = new SeriesWalk(run, feature, request.keyIndex);
  const { steps } = run.history.key(request.keyIndex);
  for (let i = 0; i < points; i++) {
    const atMs = Math.round(request.fromMs + ((request.toMs - request.fromMs) * i) / (points - 1));
    const step = countUpTo(run.trace.processingMs, atMs) - 1;
    queryMs[i] = atMs;
    tiled[i] = walk.tiledAt(atMs, step);
    exact[i] = walk.exactAt(atMs, countUpTo(steps, step));
    if (i % POINTS_PER_SLICE === POINTS_PER_SLICE - 1) {
      context.onProgress(i + 1, points, "points");
      await pause(options, context);
    }
  }
  return { feature: feature.name, keyIndex: request.keyIndex, queryMs, tiled, exact };
}
