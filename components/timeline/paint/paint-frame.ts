import { glidingWatermark } from "../motion.ts";
import { msOf, xOf } from "../time-scale.ts";
import type { PaintContext } from "./paint-context.ts";
import { isMark, type Scene } from "./scene.ts";

/** Lines of the time axis. */
export function paintAxis(scene: Scene, context: PaintContext): void {
  const { ticks, lanes } = scene.layout;
  context.beginPath();
  for (const { x } of ticks) {
    context.moveTo(Math.round(x) + 0.5, lanes.top + 2);
    context.lineTo(Math.round(x) + 0.5, lanes.bottom);
  }
  context.strokeStyle = scene.palette.line;
  context.lineWidth = 1;
  context.stroke();
}

/** Labels of the time axis; those at the ends may reach beyond the time area. */
export function paintAxisLabels(scene: Scene, context: PaintContext): void {
  const { layout, palette } = scene;
  const { ticks, lanes } = layout;
  context.textAlign = "center";
  for (const { x, label, major } of ticks) {
    context.font = `${major ? "600 " : ""}11px ${palette.sans}`;
    context.fillStyle = major ? palette.ink : palette.muted;
    context.fillText(label, x, lanes.axisY);
  }
  context.textAlign = "left";
}

/** One bracket per window: the exact window, the extra of its hop tail, and the ground of the one in focus. */
export function paintWindows(scene: Scene, context: PaintContext): void {
  const { layout, palette } = scene;
  const { lanes, scale, windows, focus } = layout;
  const focused = windows[focus];
  if (focused !== undefined) {
    const from = Math.max(scale.left, focused.tailX);
    const to = Math.min(scale.right, focused.toX);
    if (to > from) {
      const ground = focused.y + 14;
      context.fillStyle = palette.exact;
      context.globalAlpha = 0.05;
      context.fillRect(from, ground, to - from, lanes.bottom - ground);
      context.fillStyle = palette.saw;
      context.globalAlpha = 0.1;
      const tailEnd = Math.min(to, focused.exactX);
      if (tailEnd > from) context.fillRect(from, ground, tailEnd - from, lanes.bottom - ground);
      context.globalAlpha = 1;
    }
  }
  windows.forEach((window, i) => {
    const { y } = window;
    const from = Math.max(scale.left - 1, window.exactX);
    const to = Math.min(scale.right + 1, window.toX);
    const tail = Math.max(scale.left, window.tailX);
    if (window.exactX > tail) {
      context.fillStyle = palette.saw;
      context.globalAlpha = 0.55;
      context.fillRect(tail, y - 6, Math.min(scale.right, window.exactX) - tail, 12);
      context.globalAlpha = 1;
    }
    if (to > from) {
      context.beginPath();
      if (window.exactX >= scale.left) {
        context.moveTo(from, y - 10);
        context.lineTo(from, y + 10);
      }
      context.moveTo(from, y);
      context.lineTo(to, y);
      if (window.toX <= scale.right) {
        context.moveTo(to, y - 10);
        context.lineTo(to, y + 10);
      }
      const strong = isMark(scene.cursor, "window", i) || i === focus;
      context.strokeStyle = palette.exact;
      context.globalAlpha = strong ? 1 : 0.6;
      context.lineWidth = isMark(scene.cursor, "window", i) ? 2.4 : 1.6;
      context.stroke();
      context.globalAlpha = 1;
    }
    context.font = `11px ${palette.sans}`;
    const width = context.measureText(window.label).width;
    if (to - from < width + 12) return;
    context.textAlign = "center";
    context.fillStyle = palette.muted;
    context.fillText(window.label, (from + to) / 2, y - 5);
    context.textAlign = "left";
  });
}

function upright(context: PaintContext, x: number, top: number, bottom: number, colour: string, width: number): void {
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, bottom);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** The watermark (dashed), the query time, and the clock where the query is pinned elsewhere. */
export function paintLines(scene: Scene, context: PaintContext): void {
  const { layout, palette, motion, nowMs, queryPinned } = scene;
  const { lanes, scale, queryX, clockX } = layout;
  const inside = (x: number) => x >= scale.left - 0.5 && x <= scale.right + 0.5;
  if (queryPinned && inside(clockX)) {
    context.setLineDash([1, 3]);
    upright(context, clockX, lanes.top - 2, lanes.bottom, palette.muted, 1);
    context.setLineDash([]);
  }
  const watermarkX = Number.isFinite(layout.watermarkX)
    ? xOf(scale, glidingWatermark(motion, msOf(scale, layout.watermarkX), nowMs))
    : Number.NEGATIVE_INFINITY;
  if (inside(watermarkX)) {
    context.setLineDash([5, 4]);
    upright(context, watermarkX, lanes.top - 2, lanes.bottom, palette.watermark, 1.4);
    context.setLineDash([]);
  }
  if (inside(queryX)) upright(context, queryX, lanes.top - 2, lanes.bottom, palette.ink, 1.6);
}

/** Names of the lines, above the picture; they make room for each other. */
export function paintLineNames(scene: Scene, context: PaintContext): void {
  const { layout, palette, queryPinned } = scene;
  const { lanes, scale, queryX, watermarkX, clockX } = layout;
  const y = lanes.top - 6;
  context.font = `11px ${palette.sans}`;
  const queryWidth = context.measureText("query").width;
  const inside = (x: number) => x >= scale.left && x <= scale.right;
  const flipped = queryX + queryWidth + 6 > lanes.width;
  if (inside(watermarkX)) {
    const blocked = flipped && watermarkX > queryX - queryWidth - 12 && watermarkX <= queryX;
    context.textAlign = "right";
    context.fillStyle = palette.watermark;
    context.fillText("watermark", blocked ? queryX - queryWidth - 14 : watermarkX - 5, y);
  }
  if (queryPinned && inside(clockX) && Math.abs(clockX - queryX) > 44) {
    context.textAlign = "left";
    context.fillStyle = palette.muted;
    context.fillText("clock", clockX + 5, y);
  }
  if (inside(queryX)) {
    context.textAlign = flipped ? "right" : "left";
    context.fillStyle = palette.ink;
    context.fillText("query", flipped ? queryX - 5 : queryX + 5, y);
  }
  context.textAlign = "left";
}
