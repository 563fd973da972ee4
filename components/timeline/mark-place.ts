import type { Trace } from "../playback/engine.ts";
import type { TimelineLayout } from "./lay-out-timeline.ts";
import type { MarkRef } from "./paint/scene.ts";
import { xOf } from "./time-scale.ts";

/** Where a mark lies in the picture. */
export function markPlace(
  mark: MarkRef,
  layout: TimelineLayout,
  trace: Trace,
): { readonly x: number; readonly y: number } {
  const { lanes, scale } = layout;
  const held = (x: number) => Math.min(scale.right, Math.max(scale.left, x));
  switch (mark.kind) {
    case "event":
      return { x: held(xOf(scale, trace.eventMs[mark.step] ?? Number.NaN)), y: lanes.eventsY };
    case "tile":
      return { x: held(xOf(scale, trace.tiles.startMs[mark.tileIndex] ?? Number.NaN)), y: lanes.tilesBottom };
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
