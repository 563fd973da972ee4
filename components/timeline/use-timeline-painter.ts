"use client";

import { type RefObject, useEffect, useState, useSyncExternalStore } from "react";
import { useViewStore } from "../playback/view-state.tsx";
import { useTheme } from "../ui/theme.ts";
import { paintTimeline } from "./paint/paint-timeline.ts";
import { type Palette, paletteFrom, readPalette } from "./paint/palette.ts";
import { type TimelineContent, type TimelinePainter, timelinePainter } from "./timeline-painter.ts";

const REDUCED = "(prefers-reduced-motion: reduce)";

/** Whether the person asked for less motion. */
export function useReducedMotion(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(REDUCED);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => matchMedia(REDUCED).matches,
    () => false,
  );
}

/** Width of an element in CSS pixels, 0 before it is known. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observed = element.current;
    if (observed === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** Colours of the theme on the screen now. */
export function usePalette(element: RefObject<HTMLElement | null>): Palette {
  const { theme } = useTheme();
  const [palette, setPalette] = useState(() => paletteFrom(() => ""));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens change with the theme
  useEffect(() => {
    if (element.current === null) return;
    // The attribute that the tokens hang on is set by an effect of the shell, after this one.
    const id = requestAnimationFrame(() => element.current !== null && setPalette(readPalette(element.current)));
    setPalette(readPalette(element.current));
    return () => cancelAnimationFrame(id);
  }, [element, theme]);
  return palette;
}

/** Keeps the canvas painted with the content, at the resolution of the screen. `painter` holds the painter for it. */
export function useTimelinePainter(
  canvas: RefObject<HTMLCanvasElement | null>,
  painter: RefObject<TimelinePainter | null>,
  onFrameRate: (rate: number | null) => void,
  content: Omit<TimelineContent, "palette" | "reducedMotion">,
): void {
  const store = useViewStore();
  const palette = usePalette(canvas);
  const reducedMotion = useReducedMotion();

  useEffect(() => {
    const made = timelinePainter(store, {
      pixelRatio: () => devicePixelRatio || 1,
      paint(scene) {
        const element = canvas.current;
        const context = element?.getContext("2d");
        if (element === null || context === null || context === undefined) return;
        const { width, height } = scene.layout.lanes;
        const ratio = scene.pixelRatio;
        const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
        if (element.width !== deviceWidth || element.height !== deviceHeight) {
          element.width = deviceWidth;
          element.height = deviceHeight;
        }
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        paintTimeline(context, scene);
      },
      onFrameRate,
    });
    painter.current = made;
    return () => {
      made.dispose();
      painter.current = null;
    };
  }, [store, canvas, painter, onFrameRate]);

  useEffect(() => painter.current?.show({ ...content, palette, reducedMotion }));
}
