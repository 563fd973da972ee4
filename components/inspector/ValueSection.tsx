"use client";

import { useState } from "react";
import { answerEpoch } from "../playback/answer-epoch.ts";
import { countText } from "../playback/count-text.ts";
import type { EngineClient, Explanation, RunSummary } from "../playback/engine.ts";
import type { Selection } from "../playback/selection.ts";
import { boundaryText, timeTextFor, type Zone } from "../playback/time-text.ts";
import { useEngineAnswer } from "../playback/use-engine-answer.ts";
import { useQuestion } from "../playback/use-question.ts";
import { valueText } from "../playback/value-text.ts";
import styles from "./Inspector.module.css";
import { Row } from "./Row.tsx";
import { Section } from "./Section.tsx";

interface ValueSectionProps {
  readonly client: EngineClient;
  readonly run: RunSummary;
  readonly keyIndex: number;
  readonly feature: string;
  readonly zone: Zone;
  readonly selection: Selection;
  readonly onFeature: (feature: string) => void;
  readonly onSelect: (selection: Selection) => void;
}

const FIRST_TILES = 3;

function Verdict({ explained, type }: { readonly explained: Explanation; readonly type: string }) {
  if (explained.reasons.length === 0) return <p className={styles.same}>The exact window gives the same.</p>;
  return (
    <div className={styles.differs}>
      Exact: {valueText(explained.exact, type)}
      <ul>
        {explained.reasons.map((reason) => (
          <li key={reason.kind}>{reason.text}</li>
        ))}
      </ul>
    </div>
  );
}

/** Where a value comes from: batch part, tiles, open tiles, and what was left out as late. */
function Parts({
  explained,
  run,
  zone,
  selection,
  onSelect,
}: Omit<ValueSectionProps, "client" | "keyIndex" | "feature" | "onFeature"> & { readonly explained: Explanation }) {
  const [all, setAll] = useState(false);
  const [late, setLate] = useState(false);
  const { runId } = run;
  const spanMs = explained.queryMs - (explained.tailStartMs ?? explained.tiles[0]?.startMs ?? explained.queryMs);
  const text = (ms: number) => timeTextFor(ms, spanMs, zone);
  const boundary = (ms: number) => boundaryText(ms, spanMs, zone);
  const closed = explained.tiles.filter((tile) => !tile.open);
  const open = explained.tiles.filter((tile) => tile.open);
  const sum = (tiles: Explanation["tiles"]) => tiles.reduce((total, tile) => total + tile.events, 0);
  const shown = all ? closed : closed.slice(0, FIRST_TILES);
  const tileRow = (tile: Explanation["tiles"][number], name: string) => (
    <Row
      key={tile.startMs}
      tone={name === "" ? "mono" : "plain"}
      chosen={selection.kind === "tile" && selection.key === explained.key && selection.startMs === tile.startMs}
      aside={
        tile.exactEvents === tile.events
          ? name === ""
            ? tile.events.toLocaleString("en-US")
            : countText(tile.events, "event")
          : `${tile.events.toLocaleString("en-US")} · ${tile.exactEvents.toLocaleString("en-US")} exact`
      }
      onOpen={() => onSelect({ kind: "tile", runId, key: explained.key, startMs: tile.startMs })}
    >
      {name}
      {boundary(tile.startMs)}
    </Row>
  );
  return (
    <div className={styles.tree}>
      <Row aside={explained.batchEndMs === null ? "none in this run" : ""}>
        Batch{explained.batchEndMs === null ? "" : `, to ${boundary(explained.batchEndMs)}`}
      </Row>
      {closed.length > 0 && (
        <>
          <Row aside={countText(sum(closed), "event")} expanded={all} onOpen={() => setAll(!all)}>
            Tiles {boundary(closed[0]?.startMs ?? 0)} – {boundary(closed.at(-1)?.endMs ?? 0)}
          </Row>
          <div className={styles.tree}>
            <div className={all ? styles.long : undefined}>{shown.map((tile) => tileRow(tile, ""))}</div>
            {closed.length > shown.length && (
              <Row
                tone="mono"
                aside={sum(closed.slice(FIRST_TILES)).toLocaleString("en-US")}
                onOpen={() => setAll(true)}
              >
                … {(closed.length - shown.length).toLocaleString("en-US")} more
              </Row>
            )}
          </div>
        </>
      )}
      {open.map((tile) => tileRow(tile, "Open tile "))}
      {explained.tiles.length === 0 && <Row aside="none read">Tiles</Row>}
      {explained.dropped.length > 0 && (
        <>
          <Row
            tone="dropped"
            aside={countText(explained.dropped.length, "event")}
            expanded={late}
            onOpen={() => setLate(!late)}
          >
            Dropped as late
          </Row>
          {late && (
            <div className={styles.tree}>
              {explained.dropped.slice(0, 100).map(({ step, eventMs }) => (
                <Row
                  key={step}
                  tone="mono"
                  aside={`step ${step.toLocaleString("en-US")}`}
                  onOpen={() => onSelect({ kind: "event", runId, step })}
                >
                  {text(eventMs)}
                </Row>
              ))}
            </div>
          )}
        </>
      )}
    </div>
  );
}

/** Why a feature has the value it has at the clock. */
export function ValueSection(props: ValueSectionProps) {
  const { client, run, keyIndex, feature, zone, onFeature } = props;
  const { step, queryMs } = useQuestion(run);
  const type = run.features.find(({ name }) => name === feature)?.type ?? "";
  const request = { runId: run.runId, step, keyIndex, feature, queryMs };
  const { answer, stale, error } = useEngineAnswer(client, "explain", request, { epoch: answerEpoch(run) });
  const explained = answer?.feature === feature && answer.key === run.trace.keys[keyIndex] ? answer : null;
  const spanMs = explained === null ? 0 : queryMs - (explained.tailStartMs ?? queryMs);
  const text = (ms: number) => timeTextFor(ms, Math.max(spanMs, 60_000), zone);
  return (
    <>
      <Section title="Why this value?" stale={stale} error={error} waiting={explained === null}>
        {explained !== null && (
          <>
            <div className={styles.subject}>
              {run.features.length > 1 ? (
                <select
                  className={styles.feature}
                  aria-label="Feature"
                  value={feature}
                  onChange={(event) => onFeature(event.currentTarget.value)}
                >
                  {run.features.map(({ name }) => (
                    <option key={name}>{name}</option>
                  ))}
                </select>
              ) : (
                feature
              )}{" "}
              · {explained.key}
            </div>
            <output className={styles.value}>{valueText(explained.value, type)}</output>
            <p className={styles.when}>
              at {text(explained.queryMs)}
              {explained.windowStartMs === null
                ? ", over all time"
                : `, window opens ${text(explained.windowStartMs)}, hop tail ${text(explained.tailStartMs ?? explained.windowStartMs)}`}
            </p>
            <Verdict explained={explained} type={type} />
          </>
        )}
      </Section>
      {explained !== null && (
        <Section title="From" stale={stale}>
          <Parts {...props} explained={explained} />
        </Section>
      )}
    </>
  );
}
