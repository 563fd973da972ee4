import type { PerFate } from "../detail.ts";
import { FATES } from "../key-index.ts";
import { BIN_PX, type EventMarks, type Points } from "../lay-out-events.ts";
import { fallShare } from "../motion.ts";
import { xOf } from "../time-scale.ts";
import type { PaintContext } from "./paint-context.ts";
import type { Scene } from "./scene.ts";

const TURN = Math.PI * 2;
/**
 * Beyond this many, curves are drawn one device pixel thin: those are rastered without an outline, twenty times faster
 * (1,000 curves 1.3 px wide take 37 ms without a GPU, hairlines under 2 ms).
 */
const MOST_WIDE_CURVES = 150;

/** Circle, triangle or cross by fate; adds to the current path. */
function addShape(context: PaintContext, fate: number, x: number, y: number, size: number): void {
  if (fate === 0) {
    context.moveTo(x + size, y);
    context.arc(x, y, size, 0, TURN);
  } else if (fate === 1) {
    context.moveTo(x, y - size * 1.25);
    context.lineTo(x + size * 1.25, y + size * 1.05);
    context.lineTo(x - size * 1.25, y + size * 1.05);
  } else {
    context.moveTo(x - size, y - size);
    context.lineTo(x + size, y + size);
    context.moveTo(x + size, y - size);
    context.lineTo(x - size, y + size);
  }
}

/** Fills circles and triangles, strokes crosses. */
function ink(context: PaintContext, fate: number, colour: string, size: number): void {
  if (fate === 2) {
    context.strokeStyle = colour;
    context.lineWidth = size > 3 ? 2 : 1.4;
    context.stroke();
  } else {
    context.fillStyle = colour;
    context.fill();
  }
}

/** Where an event is on its way from its arrival down to its event time. */
export function fallPosition(fromX: number, fromY: number, toX: number, toY: number, share: number) {
  const left = 1 - share;
  const middle = (fromY + toY) / 2;
  const b0 = left ** 3;
  const b1 = 3 * left * left * share;
  const b2 = 3 * left * share * share;
  const b3 = share ** 3;
  return { x: (b0 + b1) * fromX + (b2 + b3) * toX, y: b0 * fromY + (b1 + b2) * middle + b3 * toY };
}

function paintPoints(
  scene: Scene,
  context: PaintContext,
  points: Points,
  fate: 0 | 1 | 2,
  y: number,
  size: number,
): void {
  const falling = scene.motion.falls.size > 0 && y === scene.layout.lanes.eventsY;
  const colour = scene.palette.fates[fate];
  context.beginPath();
  for (let i = 0; i < points.x.length; i++) {
    if (falling && scene.motion.falls.has(points.steps[i] ?? -1)) continue;
    addShape(context, fate, points.x[i] ?? 0, y, size);
    if (fate !== 2) continue;
    // Crosses one by one: strokes that overlap in one path are slow to raster.
    ink(context, fate, colour, size);
    context.beginPath();
  }
  ink(context, fate, colour, size);
}

function paintFalls(scene: Scene, context: PaintContext, fate: 0 | 1 | 2): void {
  const { layout, palette, motion, nowMs } = scene;
  const { arrivalsY, eventsY } = layout.lanes;
  const [top, bottom] = [arrivalsY + 4, eventsY - 4];
  const middle = (top + bottom) / 2;
  const { left, right } = layout.scale;
  context.beginPath();
  let curves = 0;
  const curve = (fromX: number, toX: number) => {
    curves++;
    context.moveTo(fromX, top);
    context.bezierCurveTo(fromX, middle, toX, middle, toX, bottom);
  };
  const events = layout.events[fate];
  const arrivals = layout.arrivals[fate];
  if (events.kind === "points")
    for (let i = 0; i < events.x.length; i++)
      if (!motion.falls.has(events.steps[i] ?? -1)) curve(events.otherX[i] ?? 0, events.x[i] ?? 0);
  // Arrivals in view whose event lies outside; the others were drawn from the event.
  if (arrivals.kind === "points")
    for (let i = 0; i < arrivals.x.length; i++) {
      const toX = arrivals.otherX[i] ?? 0;
      if (toX < left || toX > right || events.kind === "bins") curve(arrivals.x[i] ?? 0, toX);
    }
  context.globalAlpha = fate === 0 ? 0.24 : 0.72;
  context.lineWidth = curves > MOST_WIDE_CURVES ? 1 / scene.pixelRatio : fate === 0 ? 1 : 1.3;
  context.strokeStyle = palette.fates[fate];
  context.stroke();
  context.globalAlpha = 1;
  if (motion.falls.size === 0 || events.kind === "bins") return;
  context.beginPath();
  for (let i = 0; i < events.x.length; i++) {
    const step = events.steps[i] ?? -1;
    if (!motion.falls.has(step)) continue;
    const at = fallPosition(
      events.otherX[i] ?? 0,
      arrivalsY,
      events.x[i] ?? 0,
      eventsY,
      fallShare(motion, step, nowMs),
    );
    addShape(context, fate, at.x, at.y, 3.4);
  }
  ink(context, fate, palette.fates[fate], 3.4);
}

/** Bars of the density layer, one column above the other where several fates are merged. */
function paintBins(
  scene: Scene,
  context: PaintContext,
  marks: PerFate<EventMarks | null>,
  baseY: number,
  height: number,
): void {
  const merged = FATES.flatMap((fate) => {
    const one = marks[fate];
    return one?.kind === "bins" ? [{ one, fate }] : [];
  });
  if (merged.length === 0) return;
  const largest = merged.reduce((sum, { one }) => sum + one.largest, 0) || 1;
  const { left } = scene.layout.scale;
  const stacked = new Float32Array(merged[0]?.one.counts.length ?? 0);
  for (const { one, fate } of merged) {
    context.beginPath();
    for (let bin = 0; bin < one.counts.length; bin++) {
      const count = one.counts[bin] ?? 0;
      if (count === 0) continue;
      const bar = Math.max(1, (count / largest) * height);
      const from = stacked[bin] ?? 0;
      context.rect(left + bin * BIN_PX, baseY - from - bar, BIN_PX, bar);
      stacked[bin] = from + bar;
    }
    context.fillStyle = scene.palette.fates[fate];
    context.globalAlpha = 0.85;
    context.fill();
    context.globalAlpha = 1;
  }
}

/** A ring around the selected event and the one under the keyboard's cursor, in both lanes. */
function paintRings(scene: Scene, context: PaintContext): void {
  const { layout, palette, index } = scene;
  for (const [mark, width] of [
    [scene.selected, 1.6],
    [scene.cursor, 1],
  ] as const) {
    if (mark?.kind !== "event" || mark.step > layout.step) continue;
    const eventX = xOf(layout.scale, index.trace.eventMs[mark.step] ?? Number.NaN);
    const arrivalX = xOf(layout.scale, index.trace.processingMs[mark.step] ?? Number.NaN);
    context.beginPath();
    context.moveTo(eventX + 7, layout.lanes.eventsY);
    context.arc(eventX, layout.lanes.eventsY, 7, 0, TURN);
    context.moveTo(arrivalX + 5.5, layout.lanes.arrivalsY);
    context.arc(arrivalX, layout.lanes.arrivalsY, 5.5, 0, TURN);
    context.strokeStyle = palette.ink;
    context.lineWidth = width;
    context.stroke();
  }
}

/** The event that the person moves: where it would arrive and what time it would carry. */
function paintDrag(scene: Scene, context: PaintContext): void {
  const { drag, layout, palette, index } = scene;
  if (drag === null) return;
  const { arrivalsY, eventsY } = layout.lanes;
  const fate = Math.min(2, index.trace.outcome[drag.step] ?? 0);
  const [fromX, toX] = [xOf(layout.scale, drag.arrivalMs), xOf(layout.scale, drag.eventMs)];
  const middle = (arrivalsY + eventsY) / 2;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(fromX, arrivalsY);
  context.bezierCurveTo(fromX, middle, toX, middle, toX, eventsY);
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.6;
  context.stroke();
  context.setLineDash([]);
  for (const [x, y] of [
    [fromX, arrivalsY],
    [toX, eventsY],
  ] as const) {
    context.beginPath();
    addShape(context, fate, x, y, 4.4);
    ink(context, fate, palette.accent, 4.4);
  }
}

/** Arrivals, the falls to event time, and the events; late output at the bottom. */
export function paintEvents(scene: Scene, context: PaintContext): void {
  const { arrivals, events, lanes } = scene.layout;
  paintBins(scene, context, arrivals, lanes.arrivalsY + 4, 20);
  paintBins(scene, context, events, lanes.eventsY + 7, 30);
  paintBins(scene, context, [null, null, events[2]], lanes.lateY + 6, 14);
  for (const fate of [0, 1, 2] as const) paintFalls(scene, context, fate);
  for (const fate of [0, 1, 2] as const) {
    const [arrived, happened] = [arrivals[fate], events[fate]];
    if (arrived.kind === "points") paintPoints(scene, context, arrived, fate, lanes.arrivalsY, 2.2);
    if (happened.kind === "points") paintPoints(scene, context, happened, fate, lanes.eventsY, fate === 2 ? 4 : 3.4);
  }
  const dropped = events[2];
  if (dropped.kind === "points") paintPoints(scene, context, dropped, 2, lanes.lateY, 4);
  paintRings(scene, context);
  paintDrag(scene, context);
}
