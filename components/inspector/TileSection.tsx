"use client";

import { useCallback, useState } from "react";
import { answerEpoch } from "../playback/answer-epoch.ts";
import { type EngineClient, type Json, type RunSummary, stringifyJson } from "../playback/engine.ts";
import type { Selection } from "../playback/selection.ts";
import { boundaryText, timeText, type Zone } from "../playback/time-text.ts";
import { useEngineAnswer } from "../playback/use-engine-answer.ts";
import { useLatestAnswer } from "../playback/use-latest-answer.ts";
import { useQuestion } from "../playback/use-question.ts";
import { delayText } from "../timeline/describe.ts";
import { hexText } from "./hex-text.ts";
import styles from "./Inspector.module.css";
import { Row } from "./Row.tsx";
import { Section } from "./Section.tsx";

interface TileSectionProps {
  readonly client: EngineClient;
  readonly run: RunSummary;
  /** Index into `trace.tiles`. */
  readonly tileIndex: number;
  readonly zone: Zone;
  readonly onSelect: (selection: Selection) => void;
}

const FIRST_EVENTS = 8;

/** What an event brought to the tile, without the key that all of them share. */
function broughtText(selected: Readonly<Record<string, Json>> | null, key: string): string {
  if (selected === null) return "";
  const values = Object.values(selected).filter((value) => value !== null && String(value) !== key);
  return [...new Set(values.map((value) => (typeof value === "string" ? value : stringifyJson(value))))].join(", ");
}

/** A tile as of the clock: its IR, its bytes, its writes, when it closed, and the events in it. */
export function TileSection({ client, run, tileIndex, zone, onSelect }: TileSectionProps) {
  const { trace, runId } = run;
  const [all, setAll] = useState(false);
  const { step } = useQuestion(run);
  const born = (trace.tiles.firstStep[tileIndex] ?? 0) <= step;
  const request = born ? { runId, step, tileIndex } : null;
  const { answer, stale, error } = useEngineAnswer(client, "tile", request, { epoch: answerEpoch(run) });
  const tile = answer?.tileIndex === tileIndex ? answer : null;
  const millis = trace.tileSizeMs < 2_000;
  const text = (ms: number | null | undefined) => timeText(ms ?? Number.NaN, zone, millis);
  const startMs = trace.tiles.startMs[tileIndex] ?? Number.NaN;

  const shown = tile === null ? [] : all ? tile.eventSteps : tile.eventSteps.slice(0, FIRST_EVENTS);
  const named = shown.slice(0, FIRST_EVENTS);
  const ask = useCallback(
    async ({ steps }: { readonly runId: string; readonly steps: readonly number[] }, signal: AbortSignal) => {
      const brought = new Map<number, string>();
      for (const eventStep of steps) {
        const detail = await client.call("event", { runId, step: eventStep }, { signal });
        brought.set(eventStep, broughtText(detail.selected, tile?.key ?? ""));
      }
      return brought;
    },
    [client, runId, tile?.key],
  );
  const brought = useLatestAnswer(ask, named.length === 0 ? null : { runId, steps: named }, {
    epoch: answerEpoch(run),
    delayMs: 120,
  });

  if (!born)
    return (
      <Section title={`Tile ${boundaryText(startMs, 0, zone)}`}>
        <p className={styles.waiting}>No event had arrived in it yet at this moment.</p>
      </Section>
    );
  const last = tile?.writes.at(-1);
  return (
    <>
      <Section title={`Tile ${boundaryText(startMs, 0, zone)}`} stale={stale} error={error} waiting={tile === null}>
        {tile !== null && (
          <dl className={styles.facts}>
            <dt>key</dt>
            <dd>{tile.key}</dd>
            <dt>start</dt>
            <dd>{text(tile.startMs)}</dd>
            <dt>end</dt>
            <dd>{text(tile.endMs)}</dd>
            <dt>IR</dt>
            <dd className={styles.ir}>{tile.irText}</dd>
            <dt>avro</dt>
            <dd>{hexText(tile.avroHex)}</dd>
            <dt>writes</dt>
            <dd>
              {tile.writes.length.toLocaleString("en-US")}
              {last === undefined ? "" : `, last ${text(last.processingMs)}`}
            </dd>
            <dt>state</dt>
            <dd>
              {tile.closedAtMs === null
                ? "open"
                : `closed ${text(tile.closedAtMs)} at watermark ${text(tile.closedAtWatermarkMs)}`}
            </dd>
          </dl>
        )}
      </Section>
      {tile !== null && (
        <Section title="Events in it" stale={stale}>
          <div className={all ? styles.long : undefined}>
            {shown.map((eventStep) => (
              <Row
                key={eventStep}
                tone={trace.outcome[eventStep] === 1 ? "late" : "mono"}
                aside={delayText(trace, eventStep)}
                onOpen={() => onSelect({ kind: "event", runId, step: eventStep })}
              >
                <code>
                  {text(trace.eventMs[eventStep])} {brought.answer?.get(eventStep) ?? ""}
                </code>
              </Row>
            ))}
          </div>
          {tile.eventSteps.length > shown.length && (
            <Row aside="" tone="mono" onOpen={() => setAll(true)}>
              … {(tile.eventSteps.length - shown.length).toLocaleString("en-US")} more
            </Row>
          )}
        </Section>
      )}
      {tile !== null && (
        <Section title="Stored IR">
          <dl className={styles.facts}>
            {tile.columns.map((column, i) => (
              <div key={column} className={styles.column}>
                <dt>{column}</dt>
                <dd>{stringifyJson(tile.ir[i] ?? null)}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      {run.irSchema !== undefined && (
        <Section title="Schema of the IR">
          <pre className={styles.schema}>{run.irSchema}</pre>
        </Section>
      )}
    </>
  );
}
