import type { Trace } from "../playback/engine.ts";
import type { TimeRange } from "../playback/view-reducer.ts";
import type { Hit } from "./hit-test.ts";
import type { EventDrag } from "./paint/scene.ts";
import { panned, zoomed } from "./range.ts";
import { msOf, msPerPixel, type TimeScale } from "./time-scale.ts";

/** A pointer that is down on the picture, and what it has become. */
export interface Gesture {
  readonly kind: "press" | "pan" | "query" | "clock" | "event";
  readonly x: number;
  readonly y: number;
  readonly hit: Hit | null;
  /** As it was when the pointer went down. */
  readonly scale: TimeScale;
}

export interface PointerAt {
  readonly x: number;
  readonly y: number;
  readonly altKey: boolean;
}

/** What a move of the pointer asks for. */
export type GestureEffect =
  | { readonly type: "range"; readonly range: TimeRange }
  | { readonly type: "query"; readonly queryMs: number }
  | { readonly type: "clock"; readonly clockMs: number }
  | { readonly type: "drag"; readonly drag: EventDrag }
  | null;

/** Moves shorter than this are a click. */
const SLACK_PX = 4;

export function pressed(at: PointerAt, hit: Hit | null, scale: TimeScale): Gesture {
  return { kind: hit?.kind === "axis" ? "clock" : "press", x: at.x, y: at.y, hit, scale };
}

/** What a press becomes once it moves: events move only where the cell takes edits. */
function become(hit: Hit | null, editable: boolean): Gesture["kind"] {
  if (hit?.kind === "query") return "query";
  if (hit?.kind === "event" && editable) return "event";
  return "pan";
}

/** The gesture after a move, and what it asks for. Alt moves the event's own time instead of its arrival. */
export function moved(
  gesture: Gesture,
  at: PointerAt,
  trace: Trace,
  editable: boolean,
): { readonly gesture: Gesture; readonly effect: GestureEffect } {
  let now = gesture;
  if (gesture.kind === "press") {
    if (Math.hypot(at.x - gesture.x, at.y - gesture.y) < SLACK_PX) return { gesture, effect: null };
    now = { ...gesture, kind: become(gesture.hit, editable) };
  }
  const byMs = (at.x - now.x) * msPerPixel(now.scale);
  switch (now.kind) {
    case "query":
      return { gesture: now, effect: { type: "query", queryMs: Math.round(msOf(now.scale, at.x)) } };
    case "clock":
      return { gesture: now, effect: { type: "clock", clockMs: Math.round(msOf(now.scale, at.x)) } };
    case "event": {
      const step = now.hit?.kind === "event" ? now.hit.step : -1;
      const drag = {
        step,
        arrivalMs: Math.round((trace.processingMs[step] ?? 0) + (at.altKey ? 0 : byMs)),
        eventMs: Math.round((trace.eventMs[step] ?? 0) + (at.altKey ? byMs : 0)),
      };
      return { gesture: now, effect: { type: "drag", drag } };
    }
    default:
      return { gesture: now, effect: { type: "range", range: panned(now.scale, -byMs) } };
  }
}

/** The range under two fingers that were `fromX` and are `toX`: the times under them stay under them. */
export function pinched(scale: TimeScale, fromX: readonly [number, number], toX: readonly [number, number]): TimeRange {
  const before = Math.max(8, Math.abs(fromX[1] - fromX[0]));
  const after = Math.max(8, Math.abs(toX[1] - toX[0]));
  const middleBefore = (fromX[0] + fromX[1]) / 2;
  const middleAfter = (toX[0] + toX[1]) / 2;
  const held = msOf(scale, middleBefore);
  const next = zoomed(scale, held, before / after);
  const perPixel = (next.toMs - next.fromMs) / (scale.right - scale.left);
  return panned(next, (middleBefore - middleAfter) * perPixel);
}

/** Zoom of one turn of the wheel, by its delta in pixels. */
export function wheelFactor(deltaPx: number): number {
  return Math.exp(Math.max(-120, Math.min(120, deltaPx)) * 0.003);
}
