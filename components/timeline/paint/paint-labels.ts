import { formatDuration } from "../../playback/engine.ts";
import type { PaintContext } from "./paint-context.ts";
import type { Scene } from "./scene.ts";

/** Names of the lanes, for a picture that is saved: on the page they are elements of their own. */
export function paintLabels(context: PaintContext, scene: Scene, values: ReadonlyMap<string, string>): void {
  const { layout, palette, index } = scene;
  const { lanes } = layout;
  const name = (text: string, y: number, below?: string) => {
    context.textAlign = "left";
    context.font = `12px ${palette.sans}`;
    context.fillStyle = palette.ink;
    context.fillText(text, 14, y);
    if (below === undefined) return;
    context.font = `10.5px ${palette.sans}`;
    context.fillStyle = palette.faint;
    context.fillText(below, 14, y + 14);
  };
  for (const window of layout.windows) name(window.name, window.y + 4);
  name("Arrivals", lanes.arrivalsY + 3, "by processing time");
  name("Events", lanes.eventsY + 3, "by event time");
  name(`Tiles, ${formatDuration(index.trace.tileSizeMs)}`, lanes.tilesTop + 17, "one IR each");
  for (const { feature, top } of lanes.series) {
    name(feature.length > 15 ? `${feature.slice(0, 14)}…` : feature, top + 11, values.get(feature));
  }
  name("Late output", lanes.lateY + 4);
}
