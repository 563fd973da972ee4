"use client";

import { agreementOf } from "../client/live-agreement.ts";
import type { LiveState } from "../client/live-run.ts";
import { countText, integerText } from "../playback/count-text.ts";
import { formatDuration } from "../playback/engine.ts";
import { timeText, type Zone } from "../playback/time-text.ts";
import { Button } from "../ui/Button.tsx";
import { StatusDot } from "../ui/StatusDot.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import styles from "./LiveBar.module.css";

interface LiveBarProps {
  readonly live: LiveState;
  onRetry(): void;
  onStop(): void;
}

const DOTS = { starting: "idle", following: "running", lost: "failed", failed: "failed" } as const;

function headline({ phase, message, source, job, summary }: LiveState): string {
  const topic = source.kind === "topic" ? source.topic : (job?.topic ?? "the topic");
  if (phase === "starting")
    return source.kind === "topic"
      ? `Asking the server for ${topic}`
      : `Asking the server for the job of ${source.groupBy}`;
  if (phase === "failed") return message ?? "It cannot be followed.";
  if (phase === "lost")
    return `${message ?? "The server does not answer."} ${summary === null ? "Trying again." : "What came so far stays here; trying again."}`;
  if (summary === null) return `Reading what ${topic} holds`;
  return `Following ${topic}`;
}

/** `server: 4,801 events, watermark 14:01:38, 0 behind` */
function serverText({ job }: LiveState, zone: Zone): string {
  if (job === null) return "";
  const lag = job.partitions.reduce((total, partition) => total + partition.lag, 0);
  const state = job.state === "running" ? "" : `${job.state}, `;
  const watermark = job.watermarkMs === null ? "" : `, watermark ${timeText(job.watermarkMs, zone)}`;
  return `server: ${state}${countText(job.counts.events, "event")}${watermark}, ${integerText(lag)} behind`;
}

function notesOf({ summary, job, offsets }: LiveState): readonly { readonly text: string; readonly warns: boolean }[] {
  if (summary?.live === undefined) return [];
  const { leftOut, undecodable, problem, shiftMs } = summary.live;
  const notes: { text: string; warns: boolean }[] = [];
  const note = (text: string, warns = false) => notes.push({ text, warns });
  const agreement = job === null ? null : agreementOf(job, summary, offsets);
  if (agreement?.kind === "differs")
    note(
      `The server and this page made different things of the same events. ${agreement.differences.join("; ")}.`,
      true,
    );
  if (agreement?.kind === "same") note("The server counts the same late events, writes and watermark.");
  if (shiftMs !== 0)
    note(
      `These events are of another time than their arrival, so processing times are shown ${formatDuration(Math.abs(shiftMs))} ${shiftMs > 0 ? "earlier" : "later"}. What the job computes does not depend on it.`,
    );
  if (leftOut > 0)
    note(
      `The oldest ${countText(leftOut, "event")} are left out to bound the memory: tiles are shown without them, and the counts of the server are others.`,
    );
  else if (agreement?.kind === "partial")
    note("The page began later than the job, so the counts of the server are others.");
  if (undecodable > 0) note(`${countText(undecodable, "record")} could not be read. ${problem ?? ""}`, true);
  return notes;
}

/** How a timeline that follows the server stands: what it follows, what the server says, what to know of the picture. */
export function LiveBar({ live, onRetry, onStop }: LiveBarProps) {
  const zone = useTimeZone();
  const { phase, summary } = live;
  const isStuck = phase === "lost" || phase === "failed";
  return (
    <section className={styles.bar} aria-label="Live">
      <div className={styles.line}>
        <StatusDot status={DOTS[phase]} />
        <span role="status" className={isStuck ? styles.lost : undefined}>
          {headline(live)}
        </span>
        {summary !== null && (
          <span className={styles.count}>{countText(summary.live?.received ?? 0, "event")} here</span>
        )}
        <span className={styles.server}>{serverText(live, zone)}</span>
        <span className={styles.space} />
        {isStuck && (
          <Button small onClick={onRetry}>
            Try now
          </Button>
        )}
        <Button small look="quiet" title="Show the simulated run again" onClick={onStop}>
          Stop following
        </Button>
      </div>
      {notesOf(live).map(({ text, warns }) => (
        <p key={text} className={warns ? styles.warning : styles.note}>
          {text}
        </p>
      ))}
    </section>
  );
}
