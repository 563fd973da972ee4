"use client";

import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import type { EngineClient, RunSummary, StreamEdits } from "../playback/engine.ts";
import { timeText } from "../playback/time-text.ts";
import { useRunOnClock, useViewPart, useViewStore } from "../playback/view-state.tsx";
import { Button } from "../ui/Button.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import { chooseDetail } from "./detail.ts";
import { KeyPicker } from "./KeyPicker.tsx";
import { shownKey } from "./key-choice.ts";
import { keyIndexOf, keysByCount } from "./key-index.ts";
import { Legend } from "./Legend.tsx";
import { distinctWindows } from "./lanes.ts";
import { fittedRange, zoomed } from "./range.ts";
import { SaveMenu } from "./SaveMenu.tsx";
import styles from "./TimelineCell.module.css";
import { TimelinePicture } from "./TimelinePicture.tsx";
import { TimelineTable } from "./TimelineTable.tsx";
import type { TimelinePainter } from "./timeline-painter.ts";
import { useLiveRange } from "./use-live-range.ts";
import { useExplanations } from "./use-picture-data.ts";

/** The part of a notebook's timeline definition that the picture needs. */
export interface TimelineDefinition {
  /** Absent: the busiest. */
  readonly key?: string;
}

interface TimelineCellProps {
  readonly client: EngineClient;
  readonly run: RunSummary;
  readonly definition: TimelineDefinition;
  /** Takes the entries that the person changed, to be merged over earlier ones. Absent: events cannot be moved. */
  readonly onEdit?: (edits: StreamEdits) => void;
  /** Shown in the bar of the picture, before the zoom. */
  readonly actions?: ReactNode;
}

const MOST_LANES = 3;
/** Only for telling whether a density layer may show; the picture measures itself. */
const NOMINAL_PX = 860;

/** How the events of one key become tiles and feature values, at the clock of the notebook. */
export function TimelineCell({ client, run, definition, onEdit, actions }: TimelineCellProps) {
  useRunOnClock(run);
  useLiveRange(run);
  const { trace, runId } = run;
  const store = useViewStore();
  const zone = useTimeZone();
  const [asTable, setAsTable] = useState(false);
  const [frameRate, setFrameRate] = useState<number | null>(null);
  const [laneNames, setLaneNames] = useState<readonly string[] | null>(null);
  const chosen = useViewPart((view) => view.keys[runId]);
  const selection = useViewPart((view) => view.selection);
  const pinnedMs = useViewPart((view) => (view.clockRunIds.includes(runId) ? view.pinnedQueryMs : null));
  const elsewhere = useViewPart((view) => view.clockRunIds.length > 0 && !view.clockRunIds.includes(runId));
  const ownRange = useViewPart((view) => view.ranges[runId]);

  const byCount = useMemo(() => keysByCount(trace), [trace]);
  const keyIndex = shownKey(trace, byCount, chosen, definition.key);
  const index = useMemo(() => keyIndexOf(trace, keyIndex), [trace, keyIndex]);
  const fitted = useMemo(() => fittedRange(trace), [trace]);
  const range = ownRange ?? fitted;
  const features = useMemo(
    () =>
      laneNames === null
        ? run.features.slice(0, MOST_LANES)
        : run.features.filter((feature) => laneNames.includes(feature.name)),
    [run.features, laneNames],
  );
  const names = useMemo(() => features.map((feature) => feature.name), [features]);
  const windows = useMemo(
    () => distinctWindows(features.length > 0 ? features : run.features),
    [features, run.features],
  );
  const explanations = useExplanations(client, run, keyIndex, names);
  const painter = useRef<TimelinePainter | null>(null);
  const onFrameRate = useCallback((rate: number | null) => setFrameRate(rate), []);
  const density = useMemo(() => {
    const detail = chooseDetail(index, { ...range, left: 0, right: NOMINAL_PX });
    return !detail.tiles || [...detail.events, ...detail.arrivals].includes(false);
  }, [index, range]);

  if (trace.steps === 0)
    return (
      <p className={styles.empty}>
        {run.live === undefined
          ? "The stream has no events, so there is nothing to draw. Give it a rate or rows."
          : "The topic holds no event yet. The first one appears here when it is appended."}
      </p>
    );
  if (keyIndex < 0)
    return (
      <p className={styles.empty}>
        None of the {trace.steps.toLocaleString("en-US")} records has a key: every one was left out or invalid.
        {run.problems[0] !== undefined && ` The first: ${run.problems[0].reason}`}
      </p>
    );

  const zoom = (factor: number) =>
    store.dispatch({ type: "set-range", runId, range: zoomed(range, (range.fromMs + range.toMs) / 2, factor) });

  return (
    <div className={styles.cell}>
      <div className={styles.bar}>
        <span className={styles.what}>key</span>
        <KeyPicker
          trace={trace}
          byCount={byCount}
          keyIndex={keyIndex}
          onPick={(key) => store.dispatch({ type: "set-key", runId, key })}
        />
        {run.features.length > 1 && (
          <details className={styles.lanes}>
            <summary>
              {features.length} of {run.features.length} features
            </summary>
            <div className={styles.menu}>
              {run.features.map(({ name }) => (
                <label key={name}>
                  <input
                    type="checkbox"
                    checked={names.includes(name)}
                    onChange={(event) =>
                      setLaneNames(
                        event.currentTarget.checked ? [...names, name] : names.filter((other) => other !== name),
                      )
                    }
                  />
                  <code>{name}</code>
                </label>
              ))}
            </div>
          </details>
        )}
        {pinnedMs !== null && (
          <Button small onClick={() => store.dispatch({ type: "pin-query", queryMs: null })}>
            Query pinned at {timeText(pinnedMs, zone)}, follow the clock
          </Button>
        )}
        {elsewhere && (
          <Button
            small
            title="The clock is at runs of another time. This one is shown as it was left."
            onClick={() => store.dispatch({ type: "look-at", runId })}
          >
            Put under the clock
          </Button>
        )}
        <span className={styles.space} />
        {actions}
        <output className={styles.rate} title="Frames per second while playing">
          {frameRate === null ? "" : `${frameRate} fps`}
        </output>
        {!asTable && (
          <>
            <Button small square look="quiet" aria-label="Zoom out" title="Zoom out (-)" onClick={() => zoom(1.5)}>
              −
            </Button>
            <Button small square look="quiet" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoom(1 / 1.5)}>
              +
            </Button>
            <Button
              small
              look="quiet"
              title="Show the whole run (0, or double click)"
              onClick={() => store.dispatch({ type: "set-range", runId, range: null })}
            >
              Fit
            </Button>
            <SaveMenu
              painter={painter}
              keyText={trace.keys[keyIndex] ?? ""}
              features={features}
              explanations={explanations}
              zone={zone}
            />
          </>
        )}
        <Button small look="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Table
        </Button>
      </div>
      {asTable ? (
        <TimelineTable
          client={client}
          run={run}
          index={index}
          features={features}
          explanations={explanations}
          zone={zone}
          selection={selection}
          onSelect={(next) => store.dispatch({ type: "select", selection: next })}
        />
      ) : (
        <>
          <TimelinePicture
            client={client}
            run={run}
            index={index}
            windows={windows}
            features={features}
            explanations={explanations}
            range={range}
            zone={zone}
            selection={selection}
            onEdit={onEdit ?? null}
            onFrameRate={onFrameRate}
            painter={painter}
          />
          <Legend tileSizeMs={trace.tileSizeMs} density={density} />
        </>
      )}
    </div>
  );
}
