/** An event as the naive job sees it; `valid` is false for what never reaches a tile. */
export interface NaiveEvent {
  readonly key: string;
  readonly timeMs: number;
  readonly partition: number;
  readonly valid: boolean;
}

export interface NaiveJob {
  /** For each event the start of its tile, "late", or "skipped". */
  readonly fate: readonly (number | "late" | "skipped")[];
  /** For each event the watermark after it. */
  readonly watermarkMs: readonly number[];
  /** Indices of the events of each tile, in order of arrival, by `key@start`. */
  readonly tiles: ReadonlyMap<string, readonly number[]>;
  /** For each tile the event after which the watermark had passed its end; -1 when none did. */
  readonly closedBy: ReadonlyMap<string, number>;
}

/** The watermark after the first `count` events: every partition's largest time, the smallest of them. */
function watermarkAfter(events: readonly NaiveEvent[], count: number, partitions: number, boundMs: number): number {
  let watermark = Number.POSITIVE_INFINITY;
  for (let partition = 0; partition < partitions; partition++) {
    const times = events.slice(0, count).filter((event) => event.valid && event.partition === partition);
    watermark = Math.min(watermark, Math.max(...times.map((event) => event.timeMs)) - boundMs - 1);
  }
  return watermark;
}

/**
 * A tiled job by its definition, for partitions that never become idle: each event is judged by scanning all before it.
 */
export function naiveTiledJob(
  events: readonly NaiveEvent[],
  { partitions, boundMs, sizeMs }: { partitions: number; boundMs: number; sizeMs: number },
): NaiveJob {
  const watermarkMs = events.map((_, i) => watermarkAfter(events, i + 1, partitions, boundMs));
  const fate = events.map((event, i) => {
    if (!event.valid) return "skipped";
    const startMs = event.timeMs - (((event.timeMs % sizeMs) + sizeMs) % sizeMs);
    const before = i === 0 ? Number.NEGATIVE_INFINITY : (watermarkMs[i - 1] ?? 0);
    return startMs + sizeMs - 1 <= before ? "late" : startMs;
  });
  const tiles = new Map<string, number[]>();
  for (const [i, start] of fate.entries()) {
    const name = `${events[i]?.key}@${start}`;
    if (typeof start === "number") tiles.set(name, [...(tiles.get(name) ?? []), i]);
  }
  const closedBy = new Map<string, number>();
  for (const name of tiles.keys()) {
    const lastMs = Number(name.slice(name.lastIndexOf("@") + 1)) + sizeMs - 1;
    closedBy.set(
      name,
      watermarkMs.findIndex((watermark) => watermark >= lastMs),
    );
  }
  return { fate, watermarkMs, tiles, closedBy };
}
