import type { Trace } from "../playback/engine.ts";
import type { TimelineLayout } from "./lay-out-timeline.ts";
import type { MarkRef } from "./paint/scene.ts";
import { xOf } from "./time-scale.ts";

/** Where a mark lies in the picture; null when that is out of view. */
export function markPlace(
  mark: MarkRef,
  layout: TimelineLayout,
  trace: Trace,
): { readonly x: number; readonly y: number } | null {
  const { lanes, scale } = layout;
  const held = (x: number) => Math.min(scale.right, Math.max(scale.left, x));
  const seen = (x: number, y: number) => (x >= scale.left && x <= scale.right ? { x, y } : null);
  switch (mark.kind) {
    case "event":
      return seen(xOf(scale, trace.eventMs[mark.step] ?? Number.NaN), lanes.eventsY);
    case "tile":
      return seen(xOf(scale, trace.tiles.startMs[mark.tileIndex] ?? Number.NaN), lanes.tilesBottom);
    case "window": {
      const window = layout.windows[mark.window];
      return {
        x: held(((window?.exactX ?? scale.left) + (window?.toX ?? scale.right)) / 2),
        y: window?.y ?? lanes.top,
      };
    }
    case "value":
      return {
        x: held(layout.queryX),
        y: lanes.series.find((lane) => lane.feature === mark.feature)?.bottom ?? lanes.bottom,
      };
  }
}
