import { countText } from "../playback/count-text.ts";
import { formatDuration, OutcomeCode, type Trace } from "../playback/engine.ts";
import { boundaryText, timeText, timeTextFor, type Zone } from "../playback/time-text.ts";
import { fateNames, type Hit } from "./hit-test.ts";
import { FATES, type Fate } from "./key-index.ts";
import type { TimelineLayout } from "./lay-out-timeline.ts";

/** A hit in words: for the tooltip and for the ear. */
export interface Description {
  readonly title: string;
  readonly lines: readonly string[];
}

export const numberText = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) >= 1_000 ? 2 : 6 });

/** How long after it happened an event arrived: `0 s`, `+3 min 10 s`, `-5 s` when its clock runs ahead. */
export function delayText(trace: Trace, step: number): string {
  const delayMs = (trace.processingMs[step] ?? 0) - (trace.eventMs[step] ?? 0);
  return delayMs > 0 ? `+${formatDuration(delayMs)}` : formatDuration(delayMs);
}

export function outcomeText(outcome: number | undefined): string {
  const fate = FATES.find((one) => one === outcome);
  if (fate !== undefined) return fateNames[fate];
  return outcome === OutcomeCode.filtered ? "left out by a where clause" : "invalid";
}

function describeEvent(trace: Trace, step: number, spanMs: number, zone: Zone): Description {
  const millis = Math.min(spanMs, 60_000);
  return {
    title: `Event at ${timeTextFor(trace.eventMs[step] ?? Number.NaN, spanMs, zone)}`,
    lines: [
      outcomeText(trace.outcome[step]),
      `arrived ${timeText(trace.processingMs[step] ?? Number.NaN, zone, millis < 2_000)}, ${delayText(trace, step)}`,
    ],
  };
}

function describeBin(counts: readonly (number | null)[]): string[] {
  return counts.flatMap((count, fate) =>
    count === null ? [] : [`${countText(count, "event")} ${fateNames[fate as Fate]}`],
  );
}

/** What lies under the pointer or the cursor, in words. */
export function describeHit(hit: Hit, layout: TimelineLayout, trace: Trace, zone: Zone): Description {
  const spanMs = layout.scale.toMs - layout.scale.fromMs;
  const at = (ms: number) => timeTextFor(ms, spanMs, zone);
  switch (hit.kind) {
    case "event":
      return describeEvent(trace, hit.step, spanMs, zone);
    case "event-bin":
      return {
        title: `${at(hit.fromMs)} – ${at(hit.toMs)}, by ${hit.lane === "arrivals" ? "arrival" : "event time"}`,
        lines: [...describeBin(hit.counts), "Zoom in to see each"],
      };
    case "tile": {
      const startMs = trace.tiles.startMs[hit.tileIndex] ?? Number.NaN;
      return {
        title: `Tile ${boundaryText(startMs, spanMs, zone)} – ${boundaryText(startMs + trace.tileSizeMs, spanMs, zone)}`,
        lines: [`${countText(hit.events, "event")}, ${hit.open ? "open" : "closed"}`],
      };
    }
    case "tile-bin":
      return {
        title: `${at(hit.fromMs)} – ${at(hit.toMs)}`,
        lines: [`${countText(hit.tiles, "tile")} with ${countText(hit.events, "event")}`, "Zoom in to see each"],
      };
    case "window": {
      const window = layout.windows[hit.window];
      if (window === undefined) return { title: "Window", lines: [] };
      const tailMs = window.exactFromMs - window.tailFromMs;
      return {
        title: `${window.name}, ${window.label}`,
        lines: Number.isFinite(tailMs)
          ? [
              tailMs > 0
                ? `the hop adds ${formatDuration(tailMs)} before it, from ${at(window.tailFromMs)}`
                : "the hop adds nothing at this query time",
              window.features.join(", "),
            ]
          : [window.features.join(", ")],
      };
    }
    case "value": {
      const series = layout.series.find((one) => one.feature === hit.feature);
      const point = hit.point ?? (series?.x.length ?? 0) - 1;
      const tiled = series?.tiled[point] ?? Number.NaN;
      const exact = series?.exact[point] ?? Number.NaN;
      const value = (number: number) => (Number.isNaN(number) ? "no value" : numberText(number));
      return {
        title: `${hit.feature} at ${at(hit.ms)}`,
        lines: [
          `tiled ${value(tiled)}, exact ${value(exact)}`,
          hit.point === null ? "Enter looks into it" : "Click to move the clock there",
        ],
      };
    }
    case "query":
      return { title: "Query time", lines: ["Drag to ask at another moment with what has arrived by the clock"] };
    case "axis":
      return { title: at(hit.ms), lines: ["Drag to move the clock"] };
  }
}
