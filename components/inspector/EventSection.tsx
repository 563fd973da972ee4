"use client";

import type { ReactNode } from "react";
import { answerEpoch } from "../playback/answer-epoch.ts";
import { type EngineClient, type EventDetail, type Json, type RunSummary, stringifyJson } from "../playback/engine.ts";
import type { Selection } from "../playback/selection.ts";
import { boundaryText, dayTimeText, timeText, type Zone } from "../playback/time-text.ts";
import { useEngineAnswer } from "../playback/use-engine-answer.ts";
import { delayText, outcomeText } from "../timeline/describe.ts";
import { classNames } from "../ui/class-names.ts";
import { eventReach, type Reach } from "./event-reach.ts";
import { hexText } from "./hex-text.ts";
import styles from "./Inspector.module.css";
import { Row } from "./Row.tsx";
import { Section } from "./Section.tsx";

interface EventSectionProps {
  readonly client: EngineClient;
  readonly run: RunSummary;
  readonly step: number;
  readonly zone: Zone;
  readonly onSelect: (selection: Selection) => void;
}

const MOST_FEATURES = 12;

function Columns({ values }: { readonly values: Readonly<Record<string, Json>> }) {
  return (
    <dl className={styles.facts}>
      {Object.entries(values).map(([name, value]) => (
        <div key={name} className={styles.column}>
          <dt>{name}</dt>
          <dd>{stringifyJson(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Stage({
  name,
  off,
  children,
}: {
  readonly name: string;
  readonly off: string | null;
  readonly children?: ReactNode;
}) {
  return (
    <li className={classNames(styles.stage, off !== null && styles.off)}>
      <b>{name}</b>
      {off === null ? children : <p className={styles.waiting}>{off}</p>}
    </li>
  );
}

/** The event on its way through the operators, one card each. */
function Stages({ event }: { readonly event: EventDetail }) {
  const selected = event.selected;
  const stop = event.reason ?? "not reached";
  const noTile = event.tile === null ? (selected === null ? "not reached" : stop) : null;
  return (
    <ol className={styles.stages}>
      <Stage name="Source" off={null}>
        <Columns values={event.raw} />
      </Stage>
      <Stage name="Expression eval" off={selected === null ? stop : null}>
        {selected !== null && (
          <Columns values={{ ...selected, ...(event.eventMs !== null && { ts: event.eventMs }) }} />
        )}
      </Stage>
      <Stage name="Tiling" off={noTile}>
        {event.tile !== null && (
          <div className={styles.mono}>
            {event.tile.irBefore ?? "new tile"}
            <div className={styles.plus}>+ this event</div>
            <span className={styles.after}>{event.tile.irAfter}</span>
          </div>
        )}
      </Stage>
      <Stage name="Avro conversion" off={event.avroHex === null ? "not written at this event" : null}>
        {event.avroHex !== null && <code className={styles.hex}>{hexText(event.avroHex, 40)}</code>}
      </Stage>
      <Stage name="KV store sink" off={event.put === null ? "not written at this event" : null}>
        {event.put !== null && (
          <dl className={styles.facts}>
            <dt>dataset</dt>
            <dd>{event.put.dataset}</dd>
            <dt>key</dt>
            <dd>{hexText(event.put.keyHex)}</dd>
            <dt>ts</dt>
            <dd>{event.put.tsMillis}</dd>
          </dl>
        )}
      </Stage>
    </ol>
  );
}

function ReachRow({ reach, zone }: { readonly reach: Reach; readonly zone: Zone }) {
  const span = (one: { readonly fromMs: number; readonly toMs: number | null }) =>
    one.toMs === null
      ? `from ${timeText(one.fromMs, zone)} on`
      : one.toMs - one.fromMs > 86_400_000
        ? `${dayTimeText(one.fromMs, zone)} – ${dayTimeText(one.toMs, zone)}`
        : `${timeText(one.fromMs, zone)} – ${timeText(one.toMs, zone)}`;
  return (
    <div className={styles.reach}>
      <code>{reach.feature}</code>
      <span>exact {span(reach.exact)}</span>
      <span className={reach.tiled === null ? styles.dropped : undefined}>
        tiled {reach.tiled === null ? "never" : span(reach.tiled)}
      </span>
    </div>
  );
}

/** One event: what became of it and why, each of its forms, and the values that it moves. */
export function EventSection({ client, run, step, zone, onSelect }: EventSectionProps) {
  const { trace, runId } = run;
  const { answer, stale, error } = useEngineAnswer(
    client,
    "event",
    { runId, step },
    { epoch: answerEpoch(run), delayMs: 0 },
  );
  const event = answer?.step === step ? answer : null;
  const tileIndex = trace.tileIndex[step] ?? -1;
  const tileStartMs = tileIndex < 0 ? null : (trace.tiles.startMs[tileIndex] ?? null);
  const key = trace.keys[trace.keyIndex[step] ?? -1];
  const eventMs = trace.eventMs[step] ?? Number.NaN;
  const outcome = trace.outcome[step] ?? 0;
  return (
    <>
      <Section
        title={`Event ${step.toLocaleString("en-US")}${key === undefined ? "" : ` of ${key}`}`}
        stale={stale}
        error={error}
        waiting={event === null}
      >
        <p className={classNames(outcome === 1 && styles.late, outcome >= 2 && styles.dropped)}>
          {outcomeText(outcome)}
        </p>
        <dl className={styles.facts}>
          <dt>event</dt>
          <dd>{timeText(eventMs, zone, true)}</dd>
          <dt>arrived</dt>
          <dd>
            {timeText(trace.processingMs[step] ?? Number.NaN, zone, true)}
            {Number.isFinite(eventMs) ? `, ${delayText(trace, step)}` : ""}
          </dd>
        </dl>
        {event?.reason != null && <p className={styles.when}>{event.reason}</p>}
        {key !== undefined && tileStartMs !== null && (
          <Row aside="look into it" onOpen={() => onSelect({ kind: "tile", runId, key, startMs: tileStartMs })}>
            Tile {boundaryText(tileStartMs, 0, zone)}
          </Row>
        )}
      </Section>
      {event !== null && (
        <Section title="In each of its forms" stale={stale}>
          <Stages event={event} />
        </Section>
      )}
      {Number.isFinite(eventMs) && key !== undefined && (
        <Section title="Counts for queries at">
          {run.features.slice(0, MOST_FEATURES).map((feature) => (
            <ReachRow key={feature.name} reach={eventReach(feature, eventMs, tileStartMs)} zone={zone} />
          ))}
        </Section>
      )}
    </>
  );
}
