"use client";

import { type Explanation, type FeatureSummary, formatDuration } from "../playback/engine.ts";
import { valueText } from "../playback/value-text.ts";
import styles from "./LaneLabels.module.css";
import type { Lanes, TimelineWindow } from "./lanes.ts";

interface LaneLabelsProps {
  readonly lanes: Lanes;
  readonly windows: readonly TimelineWindow[];
  readonly features: readonly FeatureSummary[];
  readonly explanations: ReadonlyMap<string, Explanation>;
  readonly tileSizeMs: number;
  readonly onFeature: (feature: string) => void;
}

/** A zero-width space: long names break after their underscores. */
const MAY_BREAK = "\u200b";

const short = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** Names of the lanes, left of the picture; those of values and windows open the inspector. */
export function LaneLabels({ lanes, windows, features, explanations, tileSizeMs, onFeature }: LaneLabelsProps) {
  const width = lanes.left - 14;
  return (
    <div className={styles.labels} style={{ width }}>
      {windows.map(({ windowMs, features: own }, i) => (
        <button
          key={own[0]}
          type="button"
          className={styles.lane}
          style={{ top: (lanes.windowsY[i] ?? 0) - 10 }}
          title={`Why ${own[0]}?`}
          onClick={() => own[0] !== undefined && onFeature(own[0])}
        >
          {windowMs === null ? "All time" : `Window ${formatDuration(windowMs)}`}
        </button>
      ))}
      <p className={styles.lane} style={{ top: lanes.arrivalsY - 10 }}>
        Arrivals
        <small>by processing time</small>
      </p>
      <p className={styles.lane} style={{ top: lanes.eventsY - 10 }}>
        Events
        <small>by event time</small>
      </p>
      <p className={styles.lane} style={{ top: lanes.tilesTop + 4 }}>
        Tiles, {formatDuration(tileSizeMs)}
        <small>one IR each</small>
      </p>
      {lanes.series.map(({ feature, top }) => {
        const explained = explanations.get(feature);
        const summary = features.find((one) => one.name === feature);
        const numeric = summary?.numeric ?? false;
        const value = explained === undefined ? "…" : short(valueText(explained.value, summary?.type, 7));
        return (
          <div key={feature}>
            <button
              type="button"
              className={styles.lane}
              style={{ top: top - 2 }}
              title={`${feature}: ${value}`}
              onClick={() => onFeature(feature)}
            >
              <span className={styles.name}>{feature.replaceAll("_", `_${MAY_BREAK}`)}</span>
              {numeric && <small>tiled and exact</small>}
              {numeric && <b className={styles.value}>{value}</b>}
            </button>
            {!numeric && (
              <span className={styles.label} style={{ top: top - 2, left: lanes.left - 14 }}>
                {value}
              </span>
            )}
          </div>
        );
      })}
      <p className={styles.lane} style={{ top: lanes.lateY - 10 }}>
        Late output
      </p>
    </div>
  );
}
