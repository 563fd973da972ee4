import type { PaintContext } from "./paint-context.ts";
import { paintEvents } from "./paint-events.ts";
import { paintAxis, paintAxisLabels, paintLineNames, paintLines, paintWindows } from "./paint-frame.ts";
import { paintSeries } from "./paint-series.ts";
import { paintTiles } from "./paint-tiles.ts";
import type { Scene } from "./scene.ts";

/** Draws one frame. The context is scaled so that one unit is one CSS pixel. */
export function paintTimeline(context: PaintContext, scene: Scene): void {
  const { lanes, scale } = scene.layout;
  context.clearRect(0, 0, lanes.width, lanes.height);
  context.save();
  context.beginPath();
  context.rect(scale.left - 1, 0, scale.right - scale.left + 2, lanes.height);
  context.clip();
  paintAxis(scene, context);
  paintWindows(scene, context);
  paintSeries(scene, context);
  paintEvents(scene, context);
  paintTiles(scene, context);
  paintLines(scene, context);
  context.restore();
  paintAxisLabels(scene, context);
  paintLineNames(scene, context);
}
