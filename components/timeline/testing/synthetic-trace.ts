import { OutcomeCode, type Trace } from "../../playback/engine.ts";

export interface SyntheticEvent {
  readonly processingMs: number;
  readonly eventMs: number;
  readonly key: string;
}

export interface SyntheticOptions {
  readonly tileSizeMs: number;
  readonly outOfOrdernessMs: number;
}

/**
 * A trace by the rules of event-time tiling, for tests of the pictures: watermark = largest event time - bound - 1, an
 * event whose tile ended before the watermark is dropped, one behind the largest event time is late but merged.
 */
export function syntheticTrace(events: readonly SyntheticEvent[], options: SyntheticOptions): Trace {
  const { tileSizeMs, outOfOrdernessMs } = options;
  const ordered = [...events].sort((a, b) => a.processingMs - b.processingMs);
  const steps = ordered.length;
  const keys: string[] = [];
  const keyOf = new Map<string, number>();
  const columns = {
    processingMs: new Float64Array(steps),
    eventMs: new Float64Array(steps),
    keyIndex: new Int32Array(steps),
    partition: new Uint16Array(steps),
    outcome: new Uint8Array(steps),
    tileIndex: new Int32Array(steps).fill(-1),
    watermarkMs: new Float64Array(steps),
  };
  const tiles: { key: number; startMs: number; events: number; first: number; last: number; closed: number }[] = [];
  const tileOf = new Map<string, number>();
  let watermarkMs = Number.NEGATIVE_INFINITY;
  let largestMs = Number.NEGATIVE_INFINITY;
  ordered.forEach((event, step) => {
    let key = keyOf.get(event.key);
    if (key === undefined) {
      key = keys.push(event.key) - 1;
      keyOf.set(event.key, key);
    }
    const startMs = Math.floor(event.eventMs / tileSizeMs) * tileSizeMs;
    const dropped = startMs + tileSizeMs - 1 <= watermarkMs;
    columns.processingMs[step] = event.processingMs;
    columns.eventMs[step] = event.eventMs;
    columns.keyIndex[step] = key;
    columns.outcome[step] = dropped
      ? OutcomeCode.dropped
      : event.eventMs < largestMs
        ? OutcomeCode.lateMerged
        : OutcomeCode.onTime;
    if (!dropped) {
      const id = `${key}/${startMs}`;
      let index = tileOf.get(id);
      if (index === undefined) {
        index = tiles.push({ key, startMs, events: 0, first: step, last: step, closed: -1 }) - 1;
        tileOf.set(id, index);
      }
      const tile = tiles[index];
      if (tile !== undefined) {
        tile.events++;
        tile.last = step;
      }
      columns.tileIndex[step] = index;
    }
    largestMs = Math.max(largestMs, event.eventMs);
    watermarkMs = Math.max(watermarkMs, largestMs - outOfOrdernessMs - 1);
    columns.watermarkMs[step] = watermarkMs;
    for (const tile of tiles) if (tile.closed < 0 && tile.startMs + tileSizeMs - 1 <= watermarkMs) tile.closed = step;
  });
  const keyEvents = new Int32Array(keys.length);
  columns.keyIndex.forEach((key, step) => {
    if (columns.outcome[step] !== OutcomeCode.dropped) keyEvents[key] = (keyEvents[key] ?? 0) + 1;
  });
  return {
    steps,
    ...columns,
    keys,
    keyEvents,
    tiles: {
      count: tiles.length,
      keyIndex: Int32Array.from(tiles, (tile) => tile.key),
      startMs: Float64Array.from(tiles, (tile) => tile.startMs),
      endMs: Float64Array.from(tiles, (tile) => tile.startMs + tileSizeMs),
      events: Int32Array.from(tiles, (tile) => tile.events),
      firstStep: Int32Array.from(tiles, (tile) => tile.first),
      lastStep: Int32Array.from(tiles, (tile) => tile.last),
      closedStep: Int32Array.from(tiles, (tile) => tile.closed),
    },
    writes: {
      count: 0,
      step: new Int32Array(0),
      tileIndex: new Int32Array(0),
      processingMs: new Float64Array(0),
      events: new Int32Array(0),
    },
    checkpointSteps: Int32Array.of(0),
    tileSizeMs,
  };
}

/** A small seeded stream: a fifth of the events late by up to half an hour. */
export function syntheticEvents(count: number, seed: number, spanMs: number, startMs = 0): SyntheticEvent[] {
  let state = seed >>> 0 || 1;
  const random = () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    const eventMs = startMs + Math.floor(random() * spanMs);
    const delayMs = random() < 0.2 ? Math.floor(random() * 1_800_000) : Math.floor(random() * 2_000);
    return {
      eventMs,
      processingMs: eventMs + delayMs,
      key: ["Alice", "Bob", "Chen"][Math.floor(random() * 3)] ?? "Bob",
    };
  });
}
