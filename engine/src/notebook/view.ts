import type { GroupBy } from "../group-by/group-by.ts";
import type { StreamDefinition } from "../simulation/stream.ts";
import type { JobSettings } from "../worker/protocol.ts";
import { defined } from "./defined.ts";
import { type Duration, durationMs, type Instant, instant, MINUTE_MS, SECOND_MS } from "./duration.ts";
import type { ExpectView, FetchView } from "./expect.ts";

/** When a tile is written: at every event, or buffered for a while. */
export type Trigger = JobSettings["trigger"];

export const Trigger = {
  /** Every event writes its tile: what Chronon does. */
  everyElement: (): Trigger => ({ kind: "every-element" }),
  /** The first event of a tile starts a timer; the tile is written when it runs out. */
  buffered: (buffer: Duration): Trigger => ({ kind: "buffered", bufferMs: durationMs(buffer) }),
} as const;

/** What runs, and how. Times in ms; `minutes(5)` gives ms. */
export interface JobOptions {
  groupBy: GroupBy;
  stream: StreamDefinition;
  /** The key to show. Absent: the busiest. Several key columns are joined as the timeline shows them. */
  key?: string;
  /** The watermark stays this far behind the latest event. Default: 5 min, as in Chronon. */
  outOfOrdernessMs?: number;
  /** A partition silent for longer does not hold the watermark back. Default: 30 s, as in Chronon. */
  idlenessMs?: number;
  /** Default: `Trigger.everyElement()`. */
  trigger?: Trigger;
  /** Must divide the smallest hop. Absent: the smallest hop itself. */
  tileSizeMs?: number;
  /** Default: tiled. */
  mode?: JobSettings["mode"];
}

/** What every cell says that shows a run. */
export interface JobView {
  readonly groupBy: GroupBy;
  readonly stream: StreamDefinition;
  readonly settings: JobSettings;
}

interface KeyView extends JobView {
  readonly key?: string;
}

/** A run of a GroupBy over a stream, drawn over time. */
export interface TimelineView extends KeyView {
  readonly kind: "timeline";
}

/** The answers of each way to compute a feature, side by side. */
export interface CompareView extends KeyView {
  readonly kind: "compare";
  /** Time of the query, ms since 1970 UTC. Absent: the clock of the notebook. */
  readonly atMs?: number;
  /** How often each read is measured. */
  readonly repetitions: number;
}

export type View = TimelineView | CompareView | ExpectView | FetchView;

/** The definition, the stream, and how the job runs, with Chronon's settings where none are given. */
export function jobView(options: JobOptions): JobView {
  return {
    groupBy: options.groupBy,
    stream: options.stream,
    settings: defined({
      mode: options.mode ?? ("tiled" as const),
      trigger: options.trigger ?? Trigger.everyElement(),
      outOfOrdernessMs: options.outOfOrdernessMs ?? 5 * MINUTE_MS,
      idlenessMs: options.idlenessMs ?? 30 * SECOND_MS,
      tileSizeMs: options.tileSizeMs,
    }),
  };
}

const keyView = (options: JobOptions): KeyView => defined({ ...jobView(options), key: options.key });

/**
 * Shows how events become tiles and feature values over time.
 * @example export const sales = Timeline({ groupBy: iceCream, stream: orders, key: "customer-3" });
 */
export function Timeline(options: JobOptions): TimelineView {
  return { kind: "timeline", ...keyView(options) };
}

export interface CompareOptions extends JobOptions {
  /** Time of the query. Absent: the clock of the notebook. */
  at?: Instant;
  /** How often each read is measured. Default: 200. */
  repetitions?: number;
}

/**
 * Shows the exact window, the raw events with Chronon's hop tail, and the tiles side by side: values, reasons for every
 * difference, and what each costs.
 * @example export const costs = Compare({ groupBy: iceCream, stream: orders, at: "2024-01-15T05:00Z" });
 */
export function Compare(options: CompareOptions): CompareView {
  const { at, repetitions = 200 } = options;
  return { kind: "compare", ...keyView(options), ...(at !== undefined && { atMs: instant(at) }), repetitions };
}
