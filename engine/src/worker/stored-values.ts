import type { RowIr } from "../aggregation/row-aggregator.ts";
import type { PutRequest } from "../ports/kv-store.ts";
import { inputCodec } from "../tile/index.ts";
import { roundToHop } from "../time/hop.ts";
import { countUpTo, groupOf } from "./grouped.ts";
import type { Run } from "./run.ts";

const SLICE = 4_096;

/** Every arrived event of a key as the untiled job stores it, late ones included. */
export async function eventPuts(
  run: Run,
  keyIndex: number,
  step: number,
  breathe: (done: number, total: number) => Promise<void>,
): Promise<PutRequest[]> {
  const history = run.history.key(keyIndex);
  const arrived = countUpTo(history.steps, step);
  const codec = inputCodec(run.plan);
  const puts: PutRequest[] = [];
  for (let i = 0; i < arrived; i++) {
    const event = history.events[i];
    if (event === undefined) break;
    puts.push({
      dataset: run.plan.streamingDataset,
      keyBytes: run.codecs.key.encode(event.key),
      valueBytes: codec.encode(event.inputs),
      tsMillis: history.timesMs[i] ?? 0,
    });
    if (i % SLICE === SLICE - 1) await breathe(i + 1, arrived);
  }
  return puts;
}

function tilePut(run: Run, keyBytes: Uint8Array, startMs: number, sizeMs: number, ir: RowIr): PutRequest {
  const { baseAggregator, streamingDataset } = run.plan;
  return {
    dataset: streamingDataset,
    keyBytes,
    valueBytes: run.codecs.tile.encode(baseAggregator.normalize(ir), false),
    tsMillis: startMs,
    tile: { startMs, sizeMs },
  };
}

/** The tiles of a key as the store held them after the step. */
export function tilePuts(run: Run, keyIndex: number, step: number, keyBytes: Uint8Array): PutRequest[] {
  const puts: PutRequest[] = [];
  for (const tileIndex of groupOf(run.tilesByKey, keyIndex)) {
    const events = run.tileIrs.storedEventsAt(tileIndex, step);
    const startMs = run.trace.tiles.startMs[tileIndex] ?? 0;
    if (events > 0)
      puts.push(tilePut(run, keyBytes, startMs, run.trace.tileSizeMs, run.tileIrs.first(tileIndex, events)));
  }
  return puts;
}

/** The same events in tiles of another size: what the store would hold had the job used it. */
export function retiledPuts(
  run: Run,
  keyIndex: number,
  step: number,
  keyBytes: Uint8Array,
  sizeMs: number,
): PutRequest[] {
  const { baseAggregator } = run.plan;
  const history = run.history.key(keyIndex);
  const arrived = countUpTo(history.steps, step);
  const tiles = new Map<number, RowIr>();
  for (let i = 0; i < arrived; i++) {
    const event = history.events[i];
    if (event === undefined || (run.trace.tileIndex[history.steps[i] ?? 0] ?? -1) < 0) continue;
    const timeMs = history.timesMs[i] ?? 0;
    const startMs = roundToHop(timeMs, sizeMs);
    let ir = tiles.get(startMs);
    if (ir === undefined) {
      ir = baseAggregator.init();
      tiles.set(startMs, ir);
    }
    baseAggregator.update(ir, event.inputs, timeMs);
  }
  return [...tiles].sort(([a], [b]) => a - b).map(([startMs, ir]) => tilePut(run, keyBytes, startMs, sizeMs, ir));
}
