"use client";

import { type RefObject, useCallback, useId, useMemo, useRef, useState } from "react";
import { answerEpoch } from "../playback/answer-epoch.ts";
import type { EngineClient, Explanation, FeatureSummary, RunSummary, StreamEdits } from "../playback/engine.ts";
import { NO_SELECTION, type Selection } from "../playback/selection.ts";
import type { Zone } from "../playback/time-text.ts";
import type { TimeRange } from "../playback/view-reducer.ts";
import { useViewStore } from "../playback/view-state.tsx";
import { describeHit } from "./describe.ts";
import type { Hit } from "./hit-test.ts";
import { type KeyIndex, tilePosition } from "./key-index.ts";
import { LaneLabels } from "./LaneLabels.tsx";
import { laneGeometry, type TimelineWindow } from "./lanes.ts";
import { markPlace } from "./mark-place.ts";
import type { EventDrag, MarkRef } from "./paint/scene.ts";
import { zoomed } from "./range.ts";
import styles from "./TimelinePicture.module.css";
import { Tooltip } from "./Tooltip.tsx";
import type { TimelinePainter } from "./timeline-painter.ts";
import { useIrText, useIrTexts, useSeries } from "./use-picture-data.ts";
import { useTimelineCursor } from "./use-timeline-cursor.ts";
import { useTimelinePainter, useWidth } from "./use-timeline-painter.ts";
import { useTimelinePointer } from "./use-timeline-pointer.ts";

interface TimelinePictureProps {
  readonly client: EngineClient;
  readonly run: RunSummary;
  readonly index: KeyIndex;
  readonly windows: readonly TimelineWindow[];
  readonly features: readonly FeatureSummary[];
  readonly explanations: ReadonlyMap<string, Explanation>;
  readonly range: TimeRange;
  readonly zone: Zone;
  readonly selection: Selection;
  readonly onEdit: ((edits: StreamEdits) => void) | null;
  readonly onFrameRate: (rate: number | null) => void;
  /** Holds the painter while the picture is mounted. */
  readonly painter: RefObject<TimelinePainter | null>;
}

/** Tiles at least this wide show their IR. */
const IR_FROM_PX = 62;

/** The selection as a mark of this picture, or null when it lies elsewhere. */
function markOf(selection: Selection, runId: string, key: string, index: KeyIndex): MarkRef | null {
  if (selection.kind === "none" || selection.runId !== runId) return null;
  if (selection.kind === "event") return { kind: "event", step: selection.step };
  if (selection.key !== key) return null;
  if (selection.kind === "value") return { kind: "value", feature: selection.feature };
  const at = tilePosition(index, selection.startMs);
  return at < 0 ? null : { kind: "tile", tileIndex: index.tiles[at] ?? -1 };
}

/** The canvas with everything that points at it: pointer, keyboard, tooltip, spoken description. */
export function TimelinePicture(props: TimelinePictureProps) {
  const { client, run, index, windows, features, explanations, range, zone, selection, onEdit, painter } = props;
  const { trace, runId } = run;
  const { dispatch } = useViewStore();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const helpId = useId();
  const [focused, setFocused] = useState(false);
  const key = trace.keys[index.keyIndex] ?? "";
  const lanes = useMemo(() => laneGeometry(width, windows, features), [width, windows, features]);
  const plotPx = Math.max(0, lanes.right - lanes.left);
  const tilePx = (trace.tileSizeMs / (range.toMs - range.fromMs)) * plotPx;

  const names = useMemo(() => features.map((one) => one.name), [features]);
  const numeric = useMemo(() => features.filter((one) => one.numeric).map((one) => one.name), [features]);
  const values = useSeries(client, run, index.keyIndex, numeric, range, plotPx);
  const irTexts = useIrTexts(client, run, index.keyIndex, tilePx >= IR_FROM_PX);
  const selected = useMemo(() => markOf(selection, runId, key, index), [selection, runId, key, index]);
  const selectedIrText = useIrText(client, run, selected?.kind === "tile" ? selected.tileIndex : null);
  const focus = Math.max(
    0,
    windows.findIndex((window) => selected?.kind === "value" && window.features.includes(selected.feature)),
  );

  const setRange = (next: TimeRange) => dispatch({ type: "set-range", runId, range: next });
  const select = (next: Selection) => dispatch({ type: "select", selection: next });
  const selectFeature = useCallback(
    (feature: string) => dispatch({ type: "select", selection: { kind: "value", runId, key, feature } }),
    [dispatch, runId, key],
  );
  const fit = () => {
    painter.current?.glide();
    dispatch({ type: "set-range", runId, range: null });
  };
  const setClock = (clockMs: number) => {
    dispatch({ type: "look-at", runId });
    dispatch({ type: "pause" });
    dispatch({ type: "seek", clockMs });
  };
  const open = (mark: MarkRef) => {
    if (mark.kind === "event") return select({ kind: "event", runId, step: mark.step });
    const startMs = mark.kind === "tile" ? trace.tiles.startMs[mark.tileIndex] : undefined;
    if (startMs !== undefined) return select({ kind: "tile", runId, key, startMs });
    const feature = mark.kind === "window" ? windows[mark.window]?.features[0] : undefined;
    const named = mark.kind === "value" ? mark.feature : feature;
    if (named !== undefined) selectFeature(named);
  };
  const edit = (step: number, change: { readonly arrivalMs?: number; readonly eventMs?: number }) =>
    onEdit?.({ [run.originalIndex?.[step] ?? step]: change });

  const cursor = useTimelineCursor({
    run,
    index,
    windows,
    features: names,
    range,
    selected,
    painter,
    setRange,
    fit,
    open,
    clearSelection: () => select(NO_SELECTION),
    edit,
  });

  const click = (hit: Hit | null) => {
    cursor.setMark(null);
    if (hit === null) return select(NO_SELECTION);
    if (hit.kind === "value") {
      dispatch({ type: "pin-query", queryMs: null });
      setClock(Math.round(hit.ms));
      selectFeature(hit.feature);
    } else if (hit.kind === "event" || hit.kind === "tile" || hit.kind === "window") open(hit);
    else if (hit.kind === "event-bin" || hit.kind === "tile-bin") {
      painter.current?.glide();
      setRange(zoomed(range, (hit.fromMs + hit.toMs) / 2, 0.2));
    }
  };
  const drop = ({ step, arrivalMs, eventMs }: EventDrag) => {
    const change = {
      ...(arrivalMs !== trace.processingMs[step] && { arrivalMs }),
      ...(eventMs !== trace.eventMs[step] && { eventMs }),
    };
    if (Object.keys(change).length === 0) return;
    select({ kind: "event", runId, step });
    edit(step, change);
  };

  const pointer = useTimelinePointer({
    canvas,
    trace,
    editable: onEdit !== null,
    layout: () => painter.current?.layout() ?? null,
    setRange,
    setQuery: (queryMs) => {
      dispatch({ type: "look-at", runId });
      dispatch({ type: "pin-query", queryMs });
    },
    setClock,
    click,
    drop,
  });

  useTimelinePainter(canvas, painter, props.onFrameRate, {
    runId,
    index,
    epoch: answerEpoch(run),
    width,
    windows,
    focus,
    features,
    series: values.series,
    batchEndMs: explanations.values().next().value?.batchEndMs ?? null,
    zone,
    selected,
    cursor: focused ? cursor.mark : null,
    drag: pointer.drag,
    irTexts,
    selectedIrText,
    range,
  });

  const layout = painter.current?.layout() ?? null;
  const cursorHit = focused ? cursor.hit() : null;
  const described = cursorHit === null || layout === null ? null : describeHit(cursorHit, layout, trace, zone);
  const place =
    described === null || layout === null || cursor.mark === null ? null : markPlace(cursor.mark, layout, trace);

  return (
    <div ref={frame} className={styles.frame} style={{ height: lanes.height }}>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: the canvas has a cursor of its own, moved by keys */}
      <canvas
        ref={canvas}
        className={styles.canvas}
        style={{ height: lanes.height }}
        role="application"
        aria-roledescription="timeline"
        tabIndex={0}
        aria-label={`Timeline of ${key}: arrivals, events, tiles and values over time. The table shows the same.`}
        aria-describedby={helpId}
        onFocus={() => {
          setFocused(true);
          dispatch({ type: "look-at", runId });
        }}
        onBlur={() => setFocused(false)}
        onDoubleClick={fit}
        onKeyDown={cursor.onKeyDown}
        {...pointer.handlers}
      />
      <LaneLabels
        lanes={lanes}
        windows={windows}
        features={features}
        explanations={explanations}
        tileSizeMs={trace.tileSizeMs}
        onFeature={selectFeature}
      />
      <p id={helpId} className="visually-hidden">
        Left and right arrows go from mark to mark, up and down from lane to lane, Enter looks into a mark. Plus and
        minus zoom, zero fits, shift with arrows pans, space plays, full stop and comma step the clock, Home and End go
        to its ends {onEdit === null ? "." : ", alt with arrows moves the event under the cursor."}
      </p>
      <p className="visually-hidden" aria-live="polite">
        {described === null ? "" : `${described.title}: ${described.lines.join(", ")}`}
      </p>
      {pointer.hover !== null && (
        <Tooltip
          description={describeHit(pointer.hover.hit, pointer.hover.layout, trace, zone)}
          x={pointer.hover.x}
          y={pointer.hover.y}
          width={width}
        />
      )}
      {pointer.hover === null && described !== null && place !== null && (
        <Tooltip description={described} {...place} width={width} />
      )}
      {values.error !== null && <p className={styles.error}>The values over time failed: {values.error.message}</p>}
    </div>
  );
}
