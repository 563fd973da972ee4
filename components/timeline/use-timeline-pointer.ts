"use client";

import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { Trace } from "../playback/engine.ts";
import type { TimeRange } from "../playback/view-reducer.ts";
import { type Gesture, type GestureEffect, moved, pinched, pressed, wheelFactor } from "./gesture.ts";
import { type Hit, hitTest } from "./hit-test.ts";
import type { TimelineLayout } from "./lay-out-timeline.ts";
import type { EventDrag } from "./paint/scene.ts";
import { panned, zoomed } from "./range.ts";
import { msOf, msPerPixel, type TimeScale } from "./time-scale.ts";

export interface PointerTarget {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly trace: Trace;
  readonly editable: boolean;
  layout(): TimelineLayout | null;
  setRange(range: TimeRange): void;
  setQuery(queryMs: number): void;
  setClock(clockMs: number): void;
  click(hit: Hit | null): void;
  drop(drag: EventDrag): void;
}

export interface Hover {
  readonly hit: Hit;
  /** In which it was hit. */
  readonly layout: TimelineLayout;
  readonly x: number;
  readonly y: number;
}

interface Pinch {
  readonly ids: readonly [number, number];
  readonly fromX: readonly [number, number];
  readonly scale: TimeScale;
}

const CURSORS: Partial<Record<Hit["kind"], string>> = {
  event: "grab",
  tile: "pointer",
  window: "pointer",
  value: "pointer",
  query: "ew-resize",
  axis: "col-resize",
};

/** Pointer, pinch and wheel on the picture, turned into changes of the view. */
export function useTimelinePointer(target: PointerTarget) {
  const [hover, setHover] = useState<Hover | null>(null);
  const [drag, setDrag] = useState<EventDrag | null>(null);
  const gesture = useRef<Gesture | null>(null);
  const pinch = useRef<Pinch | null>(null);
  const downX = useRef(new Map<number, number>());
  const armed = useRef(false);
  const latest = useRef(target);
  useEffect(() => {
    latest.current = target;
  });

  const place = (event: { readonly clientX: number; readonly clientY: number; readonly altKey: boolean }) => {
    const box = target.canvas.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0), altKey: event.altKey };
  };

  const apply = (effect: GestureEffect) => {
    if (effect === null) return;
    if (effect.type === "range") target.setRange(effect.range);
    else if (effect.type === "query") target.setQuery(effect.queryMs);
    else if (effect.type === "clock") target.setClock(effect.clockMs);
    else setDrag(effect.drag);
  };

  const end = () => {
    gesture.current = null;
    setDrag(null);
  };

  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    const layout = target.layout();
    if (layout === null || (event.pointerType === "mouse" && event.button !== 0)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = place(event);
    downX.current.set(event.pointerId, at.x);
    setHover(null);
    if (downX.current.size === 2) {
      const [first, second] = [...downX.current];
      if (first !== undefined && second !== undefined)
        pinch.current = { ids: [first[0], second[0]], fromX: [first[1], second[1]], scale: layout.scale };
      end();
      return;
    }
    gesture.current = pressed(at, hitTest(layout, at.x, at.y), layout.scale);
    if (gesture.current.kind === "clock") target.setClock(Math.round(msOf(layout.scale, at.x)));
  };

  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const at = place(event);
    const layout = target.layout();
    if (layout === null) return;
    if (event.movementX !== 0 || event.movementY !== 0) armed.current = true;
    if (downX.current.has(event.pointerId)) downX.current.set(event.pointerId, at.x);
    if (pinch.current !== null) {
      const { ids, fromX, scale } = pinch.current;
      target.setRange(pinched(scale, fromX, [downX.current.get(ids[0]) ?? 0, downX.current.get(ids[1]) ?? 0]));
      return;
    }
    if (gesture.current !== null) {
      const next = moved(gesture.current, at, target.trace, target.editable);
      gesture.current = next.gesture;
      apply(next.effect);
      event.currentTarget.style.cursor = next.gesture.kind === "press" ? "" : "grabbing";
      return;
    }
    const hit = hitTest(layout, at.x, at.y);
    const cursor = hit === null ? "" : (CURSORS[hit.kind] ?? "");
    event.currentTarget.style.cursor = hit?.kind === "event" && !target.editable ? "pointer" : cursor;
    setHover(hit === null ? null : { hit, layout, x: at.x, y: at.y });
  };

  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
    downX.current.delete(event.pointerId);
    event.currentTarget.style.cursor = "";
    if (pinch.current !== null) {
      if (downX.current.size < 2) pinch.current = null;
      return;
    }
    const done = gesture.current;
    if (done === null) return;
    if (done.kind === "press") target.click(done.hit);
    if (done.kind === "event" && drag !== null) target.drop(drag);
    end();
  };

  const onPointerCancel = (event: PointerEvent<HTMLCanvasElement>) => {
    downX.current.delete(event.pointerId);
    pinch.current = null;
    end();
  };

  const onPointerLeave = () => {
    armed.current = false;
    setHover(null);
  };

  useEffect(() => {
    const element = target.canvas.current;
    if (element === null) return;
    // The page scrolls on until the pointer has been moved on the picture: scrolling past must not zoom.
    const disarm = () => {
      armed.current = false;
    };
    const onWheel = (event: WheelEvent) => {
      const layout = latest.current.layout();
      if (layout === null) return;
      const { scale } = layout;
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const focused = document.activeElement === element;
      if (!(event.ctrlKey || event.metaKey || sideways || armed.current || focused)) return;
      event.preventDefault();
      const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
      if (sideways && !event.ctrlKey) {
        const delta = (event.deltaX === 0 ? event.deltaY : event.deltaX) * unit;
        latest.current.setRange(panned(scale, delta * msPerPixel(scale)));
        return;
      }
      const x = event.clientX - element.getBoundingClientRect().left;
      const factor = wheelFactor(event.deltaY * unit * (event.ctrlKey ? 3 : 1));
      latest.current.setRange(zoomed(scale, msOf(scale, x), factor));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    document.addEventListener("scroll", disarm, { capture: true, passive: true });
    return () => {
      element.removeEventListener("wheel", onWheel);
      document.removeEventListener("scroll", disarm, { capture: true });
    };
  }, [target.canvas]);

  return {
    hover,
    drag,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onPointerLeave },
  };
}
