import { integerText } from "../../playback/count-text.ts";
import { boundaryText } from "../../playback/time-text.ts";
import { BIN_PX } from "../lay-out-events.ts";
import type { TileBins, TileMarks } from "../lay-out-tiles.ts";
import { closeShare, growth, onTheWay } from "../motion.ts";
import { xOf } from "../time-scale.ts";
import type { PaintContext } from "./paint-context.ts";
import { isMark, type Scene } from "./scene.ts";

const LEVELS = 8;
const DIGIT_PX = 5.3;
const MONO_PX = 6.02;
const IR_FROM_PX = 62;

/** Opacity of a closed tile: fuller with more events, faint outside the window in focus. */
export function tileOpacity(events: number, largest: number, read: boolean): number {
  const share = Math.sqrt(events / largest);
  return read ? 0.3 + 0.6 * share : 0.12 + 0.16 * share;
}

function paintBins(scene: Scene, context: PaintContext, bins: TileBins): void {
  const { lanes, scale } = scene.layout;
  const height = lanes.tilesBottom - lanes.tilesTop;
  const focused = scene.layout.windows[scene.layout.focus];
  // Levels of the columns that the window in focus reads, then those of the others.
  const byLevel: number[][] = Array.from({ length: 2 * LEVELS }, () => []);
  for (let bin = 0; bin < bins.events.length; bin++) {
    const events = bins.events[bin] ?? 0;
    if (events === 0) continue;
    const x = scale.left + bin * BIN_PX;
    const level = Math.min(LEVELS - 1, Math.floor(Math.sqrt(events / bins.largest) * LEVELS));
    const read = focused !== undefined && x >= focused.tailX - BIN_PX && x < focused.toX;
    byLevel[read ? level : level + LEVELS]?.push(bin);
  }
  context.fillStyle = scene.palette.tile;
  byLevel.forEach((columns, level) => {
    const share = ((level % LEVELS) + 1) / LEVELS;
    context.beginPath();
    for (const bin of columns) context.rect(scale.left + bin * BIN_PX, lanes.tilesTop, BIN_PX, height);
    context.globalAlpha = level < LEVELS ? 0.22 + 0.68 * share : 0.1 + 0.24 * share;
    context.fill();
  });
  context.globalAlpha = 1;
  context.fillStyle = scene.palette.tileOpen;
  context.beginPath();
  bins.open.forEach((open, bin) => {
    if (open > 0) context.rect(scale.left + bin * BIN_PX, lanes.tilesTop, BIN_PX, 3);
  });
  context.fill();
}

function paintSlots(scene: Scene, context: PaintContext, marks: TileMarks): void {
  if (marks.slots === null) return;
  const { lanes, scale } = scene.layout;
  context.beginPath();
  for (let i = 0; i < marks.slots.count; i++) {
    const x = marks.slots.firstX + i * marks.width;
    if (x > scale.right) break;
    context.rect(Math.round(x) + 0.5, lanes.tilesTop + 0.5, marks.width - 1.4, lanes.tilesBottom - lanes.tilesTop - 1);
  }
  context.strokeStyle = scene.palette.line;
  context.lineWidth = 1;
  context.stroke();
}

/** As much of a text in the mono font at 10 px as fits. */
function fitted(text: string, px: number): string {
  const most = Math.floor(px / MONO_PX);
  return text.length <= most ? text : `${text.slice(0, Math.max(0, most - 1))}…`;
}

function paintMarks(scene: Scene, context: PaintContext, marks: TileMarks): void {
  const { layout, palette, motion, nowMs, irTexts } = scene;
  const { tilesTop, tilesBottom } = layout.lanes;
  const height = tilesBottom - tilesTop;
  const coming = onTheWay(motion, scene.index, nowMs);
  const width = Math.max(1, marks.width - (marks.width > 6 ? 1.4 : 0.5));
  const radius = Math.min(2, width / 3);
  context.textAlign = "center";
  for (let i = 0; i < marks.x.length; i++) {
    const x = (marks.x[i] ?? 0) + (marks.width > 6 ? 0.7 : 0.25);
    const tileIndex = marks.tileIndex[i] ?? -1;
    const events = (marks.events[i] ?? 0) - (coming.get(tileIndex) ?? 0);
    const closed = marks.open[i] === 1 ? 0 : closeShare(motion, tileIndex, nowMs);
    const lit = growth(motion, tileIndex, nowMs);
    const opacity = events <= 0 ? 0 : tileOpacity(events, marks.largest, marks.read[i] === 1);
    const swell = lit * 3;
    context.beginPath();
    context.roundRect(x, tilesTop - swell, width, height + 2 * swell, radius);
    const fill = opacity * (0.16 + 0.84 * closed) + lit * 0.3;
    if (fill > 0) {
      context.globalAlpha = Math.min(1, fill);
      context.fillStyle = palette.tile;
      context.fill();
      context.globalAlpha = 1;
    }
    if (closed < 1) {
      context.globalAlpha = 1 - closed;
      context.setLineDash([3, 2]);
      context.strokeStyle = palette.tileOpen;
      context.lineWidth = 1.4;
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
    }
    if (events <= 0) continue;
    const label = integerText(events);
    const irText = marks.width >= IR_FROM_PX ? irTexts.get(tileIndex) : undefined;
    if (width < label.length * DIGIT_PX) continue;
    context.fillStyle = closed < 0.5 ? palette.ink : palette.textOnTile(fill);
    context.font = `${irText !== undefined ? 11 : width < 9 * label.length ? 8.5 : 9.5}px ${palette.sans}`;
    context.fillText(label, x + width / 2, irText === undefined ? tilesTop + 24 : tilesTop + 15);
    if (irText === undefined) continue;
    context.font = `10px ${palette.mono}`;
    context.fillText(fitted(irText, width - 6), x + width / 2, tilesTop + 31);
  }
  context.textAlign = "left";
}

/** An outline around the selected tile with its IR below, and around the one under the keyboard's cursor. */
function paintOutlines(scene: Scene, context: PaintContext): void {
  const { layout, palette, index, selectedIrText } = scene;
  const { lanes, scale } = layout;
  const sizeMs = index.trace.tileSizeMs;
  for (const mark of [scene.cursor, scene.selected]) {
    if (mark?.kind !== "tile") continue;
    const startMs = index.trace.tiles.startMs[mark.tileIndex] ?? Number.NaN;
    if ((index.trace.tiles.firstStep[mark.tileIndex] ?? 0) > layout.step) continue;
    const x = xOf(scale, startMs);
    const width = Math.max(3, xOf(scale, startMs + sizeMs) - x);
    context.beginPath();
    context.roundRect(x - 1.5, lanes.tilesTop - 3, width + 2, lanes.tilesBottom - lanes.tilesTop + 6, 3);
    context.strokeStyle = palette.ink;
    context.lineWidth = isMark(scene.selected, "tile", mark.tileIndex) ? 1.6 : 1;
    context.stroke();
    if (mark !== scene.selected || x > scale.right || x + width < scale.left) continue;
    const text = `${boundaryText(startMs, scale.toMs - scale.fromMs, layout.zone)}  ${selectedIrText ?? "…"}`;
    context.font = `10.5px ${palette.mono}`;
    const length = context.measureText(text).width;
    const left = Math.max(scale.left, Math.min(x, scale.right - length - 8));
    context.beginPath();
    context.moveTo(x, lanes.tilesBottom + 4);
    context.lineTo(left, lanes.irY + 4);
    context.lineTo(left + length + 8, lanes.irY + 4);
    context.strokeStyle = palette.faint;
    context.lineWidth = 1;
    context.stroke();
    context.fillStyle = palette.ink;
    context.fillText(text, left + 4, lanes.irY);
  }
}

/** The batch part: what the daily job had folded already, left of its end. */
function paintBatch(scene: Scene, context: PaintContext): void {
  const { layout, palette } = scene;
  const { batchX, lanes, scale } = layout;
  if (batchX === null || batchX <= scale.left) return;
  const right = Math.min(batchX, scale.right);
  context.fillStyle = palette.batch;
  context.globalAlpha = 0.28;
  context.fillRect(scale.left, lanes.tilesTop - 4, right - scale.left, lanes.tilesBottom - lanes.tilesTop + 8);
  context.globalAlpha = 1;
  context.beginPath();
  context.moveTo(batchX, lanes.tilesTop - 8);
  context.lineTo(batchX, lanes.tilesBottom + 8);
  context.strokeStyle = palette.batch;
  context.lineWidth = 1.4;
  context.stroke();
  context.fillStyle = palette.muted;
  context.font = `10.5px ${palette.sans}`;
  context.textAlign = "right";
  context.fillText("batch", batchX - 5, lanes.tilesTop - 8);
  context.textAlign = "left";
}

export function paintTiles(scene: Scene, context: PaintContext): void {
  const { tiles } = scene.layout;
  paintBatch(scene, context);
  if (tiles.kind === "bins") paintBins(scene, context, tiles);
  else {
    paintSlots(scene, context, tiles);
    paintMarks(scene, context, tiles);
  }
  paintOutlines(scene, context);
}
