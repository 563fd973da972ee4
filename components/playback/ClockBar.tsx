"use client";

import type { CSSProperties } from "react";
import { Button } from "../ui/Button.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import styles from "./ClockBar.module.css";
import { clockKeyAction } from "./clock-keys.ts";
import { DAY_MS } from "./engine.ts";
import { LiveToggle } from "./LiveToggle.tsx";
import { stepAt, watermarkAt } from "./playhead.ts";
import { SPEEDS, type Speed, speedLabel } from "./speed.ts";
import { dayTimeText, MILLIS_BELOW_MS, spokenTime, timeText } from "./time-text.ts";
import { isFollowing, type ViewState } from "./view-reducer.ts";
import { useView } from "./view-state.tsx";

const ICONS = {
  play: "M4.5 2.6v10.8l9-5.4z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  back: "M3 3h2v10H3zM13 3v10L5.5 8z",
  forward: "M11 3h2v10h-2zM3 3v10l7.5-5z",
} as const;

function Glyph({ name }: { readonly name: keyof typeof ICONS }) {
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}

/** Watermark of the run that is looked at, else of the first run under the clock. */
function shownWatermark(state: ViewState): number {
  const { lookedAt, clockRunIds, runs, clockMs } = state;
  const shown = lookedAt !== null && clockRunIds.includes(lookedAt) ? lookedAt : clockRunIds[0];
  const run = runs.find((one) => one.runId === shown);
  return run === undefined ? Number.NEGATIVE_INFINITY : watermarkAt(run.trace, stepAt(run.trace, clockMs));
}

/** The one clock of the notebook: play, pause, step, speed and scrubber. Disabled until something has run. */
export function ClockBar() {
  const view = useView();
  const zone = useTimeZone();
  const { boundsMs, clockMs, playing, dispatch } = view;
  const off = boundsMs === null;
  const moves = playing || isFollowing(view);
  const fromMs = boundsMs?.fromMs ?? 0;
  const toMs = boundsMs?.toMs ?? 1;
  const spanMs = toMs - fromMs;
  const text = (ms: number) => (spanMs > DAY_MS ? dayTimeText(ms, zone) : timeText(ms, zone, spanMs < MILLIS_BELOW_MS));
  const watermarkMs = shownWatermark(view);
  const share = (ms: number) => Math.min(1, Math.max(0, (ms - fromMs) / (toMs - fromMs || 1)));
  const clockShare = share(clockMs);
  const spoken = off
    ? "nothing has run yet"
    : `${spokenTime(clockMs, zone)}, watermark ${Number.isFinite(watermarkMs) ? timeText(watermarkMs, zone) : "none yet"}`;

  return (
    <section className={styles.bar} aria-label="Clock">
      <Button
        square
        disabled={off}
        aria-label="Step back one arrival"
        title="Step back one arrival (left arrow on the clock)"
        onClick={() => dispatch({ type: "step", by: -1 })}
      >
        <Glyph name="back" />
      </Button>
      <Button
        look="primary"
        className={styles.play}
        disabled={off}
        aria-label={moves ? "Pause" : "Play"}
        title={moves ? "Pause (space on the clock)" : "Play (space on the clock)"}
        onClick={() => dispatch({ type: "toggle" })}
      >
        <Glyph name={moves ? "pause" : "play"} />
      </Button>
      <Button
        square
        disabled={off}
        aria-label="Step one arrival"
        title="Step one arrival (right arrow on the clock)"
        onClick={() => dispatch({ type: "step", by: 1 })}
      >
        <Glyph name="forward" />
      </Button>
      <span className={styles.scrubber} style={{ "--share": clockShare } as CSSProperties}>
        {!off && Number.isFinite(watermarkMs) && (
          <span className={styles.watermarkTick} style={{ "--share": share(watermarkMs) } as CSSProperties} />
        )}
        <input
          type="range"
          aria-label="Clock time"
          aria-valuetext={spoken}
          className={styles.range}
          disabled={off}
          min={fromMs}
          max={toMs}
          step={1}
          value={Math.round(clockMs)}
          onChange={(event) => dispatch({ type: "seek", clockMs: event.currentTarget.valueAsNumber })}
          onKeyDown={(event) => {
            const action = clockKeyAction(event);
            if (action === null) return;
            event.preventDefault();
            dispatch(action);
          }}
        />
      </span>
      <time className={styles.clock}>{off ? "--:--:--" : text(Math.floor(clockMs))}</time>
      <span className={styles.watermark} title="Watermark">
        W {off ? "--:--:--" : text(watermarkMs)}
      </span>
      <LiveToggle view={view} />
      <select
        className={styles.speed}
        aria-label="Playing speed"
        value={view.speed}
        onChange={(event) => {
          const value = event.currentTarget.value;
          dispatch({ type: "set-speed", speed: value === "fit" ? "fit" : (Number(value) as Speed) });
        }}
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            {speedLabel(speed)}
          </option>
        ))}
      </select>
    </section>
  );
}
