"use client";

import { type KeyboardEvent, type RefObject, useState } from "react";
import type { RunSummary } from "../playback/engine.ts";
import { stepAt } from "../playback/playhead.ts";
import { runTimes, type TimeRange } from "../playback/view-reducer.ts";
import { useViewStore } from "../playback/view-state.tsx";
import { type CursorGround, markExists, markTimeMs, nearestMark, neighbourMark, otherLane } from "./cursor.ts";
import type { Hit } from "./hit-test.ts";
import { type KeyIndex, tileEventsAt, tileOpenAt, tilePosition } from "./key-index.ts";
import type { TimelineWindow } from "./lanes.ts";
import type { MarkRef } from "./paint/scene.ts";
import { panned, revealing, zoomed } from "./range.ts";
import { timelineCommand } from "./timeline-keys.ts";
import type { TimelinePainter } from "./timeline-painter.ts";

export interface CursorTarget {
  readonly run: RunSummary;
  readonly index: KeyIndex;
  readonly windows: readonly TimelineWindow[];
  readonly features: readonly string[];
  readonly range: TimeRange;
  readonly selected: MarkRef | null;
  readonly painter: RefObject<TimelinePainter | null>;
  setRange(range: TimeRange): void;
  fit(): void;
  open(mark: MarkRef): void;
  clearSelection(): void;
  edit(step: number, change: { readonly arrivalMs?: number; readonly eventMs?: number }): void;
}

/** What a mark is, as if the pointer were on it. */
function hitOf(mark: MarkRef, index: KeyIndex, step: number, queryMs: number): Hit {
  if (mark.kind === "event") return { kind: "event", step: mark.step, lane: "events" };
  if (mark.kind === "window") return mark;
  if (mark.kind === "value") return { kind: "value", feature: mark.feature, ms: queryMs, point: null };
  const at = tilePosition(index, index.trace.tiles.startMs[mark.tileIndex] ?? Number.NaN);
  return {
    kind: "tile",
    tileIndex: mark.tileIndex,
    events: at < 0 ? 0 : tileEventsAt(index, at, step),
    open: tileOpenAt(index.trace, mark.tileIndex, step),
  };
}

/** The keyboard's cursor: walks over the marks, opens them, moves events; the same keys zoom, pan and play. */
export function useTimelineCursor(target: CursorTarget) {
  const { run, index, range, painter } = target;
  const store = useViewStore();
  const [cursor, setCursor] = useState<{ readonly index: KeyIndex; readonly mark: MarkRef } | null>(null);
  const mark = cursor?.index === index ? cursor.mark : null;

  const ground = (): CursorGround => ({
    index,
    step: stepAt(run.trace, runTimes(store.get(), run).clockMs),
    windows: target.windows.length,
    features: target.features,
  });
  const setMark = (next: MarkRef | null) => setCursor(next === null ? null : { index, mark: next });
  const goTo = (next: MarkRef | null) => {
    setMark(next);
    const ms = next === null ? null : markTimeMs(ground(), next);
    if (ms === null) return;
    const revealed = revealing(range, ms);
    if (revealed === range) return;
    painter.current?.glide();
    target.setRange(revealed);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const command = timelineCommand(event);
    if (command === null) return;
    const here = ground();
    const middleMs = (range.fromMs + range.toMs) / 2;
    const own = mark !== null && markExists(here, mark) ? mark : null;
    if (command.kind === "leave" && own === null && target.selected === null) return;
    event.preventDefault();
    event.stopPropagation();
    const first = () =>
      target.selected ?? nearestMark(here, "event", middleMs) ?? nearestMark(here, "window", middleMs);
    switch (command.kind) {
      case "walk":
        return goTo(own === null ? first() : neighbourMark(here, own, command.by));
      case "lane":
        return goTo(own === null ? first() : otherLane(here, own, command.by, middleMs));
      case "pan":
        painter.current?.glide();
        return target.setRange(panned(range, command.share * (range.toMs - range.fromMs)));
      case "zoom": {
        painter.current?.glide();
        const aroundMs = own === null ? null : markTimeMs(here, own);
        return target.setRange(zoomed(range, aroundMs ?? middleMs, command.factor));
      }
      case "fit":
        return target.fit();
      case "open":
        return own === null ? undefined : target.open(own);
      case "leave":
        setMark(null);
        return target.clearSelection();
      case "play":
        return store.dispatch({ type: "toggle" });
      case "clock":
        return store.dispatch({ type: command.to });
      case "step":
        return store.dispatch({ type: "step", by: command.by });
      case "move-event": {
        if (own?.kind !== "event") return;
        const byMs = Math.max(1, Math.round((range.toMs - range.fromMs) / 100)) * command.by;
        const { processingMs, eventMs } = run.trace;
        return command.what === "arrival"
          ? target.edit(own.step, { arrivalMs: (processingMs[own.step] ?? 0) + byMs })
          : target.edit(own.step, { eventMs: (eventMs[own.step] ?? 0) + byMs });
      }
    }
  };

  const hit = (): Hit | null => {
    const { clockMs, queryMs } = runTimes(store.get(), run);
    return mark === null ? null : hitOf(mark, index, stepAt(run.trace, clockMs), queryMs);
  };

  return { mark, setMark, onKeyDown, hit };
}
