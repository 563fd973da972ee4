"use client";

import { useMemo, useState } from "react";
import { countText } from "../playback/count-text.ts";
import type { EngineClient, Explanation, FeatureSummary, RunSummary } from "../playback/engine.ts";
import type { Selection } from "../playback/selection.ts";
import { dayTimeText, timeText, type Zone } from "../playback/time-text.ts";
import { useQuestion } from "../playback/use-question.ts";
import { Button } from "../ui/Button.tsx";
import { delayText, outcomeText } from "./describe.ts";
import { type KeyIndex, tileEventsAt, tileOpenAt } from "./key-index.ts";
import styles from "./TimelineTable.module.css";
import { arrivedOfKey, stepsOfKey, tilesOfKey } from "./table-rows.ts";
import { useIrTexts } from "./use-picture-data.ts";
import { ValueRows } from "./ValueRows.tsx";
import { VirtualRows } from "./VirtualRows.tsx";

interface TimelineTableProps {
  readonly client: EngineClient;
  readonly run: RunSummary;
  readonly index: KeyIndex;
  readonly features: readonly FeatureSummary[];
  readonly explanations: ReadonlyMap<string, Explanation>;
  readonly zone: Zone;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
}

const DAY_MS = 86_400_000;

/** The picture as a table: tiles, or events, as of the clock. */
export function TimelineTable(props: TimelineTableProps) {
  const { client, run, index, features, explanations, zone, selection, onSelect } = props;
  const [what, setWhat] = useState<"tiles" | "events" | "values">("tiles");
  const { trace, runId } = run;
  const { step } = useQuestion(run);
  const key = trace.keys[index.keyIndex] ?? "";
  const tiles = useMemo(() => tilesOfKey(index, step), [index, step]);
  const steps = stepsOfKey(index);
  const arrived = arrivedOfKey(index, step);
  const irTexts = useIrTexts(client, run, index.keyIndex, what === "tiles");
  const spanMs = (trace.processingMs[trace.steps - 1] ?? 0) - (trace.processingMs[0] ?? 0);
  const text = (ms: number | undefined) => (spanMs > DAY_MS ? dayTimeText : timeText)(ms ?? Number.NaN, zone);

  return (
    <div className={styles.table}>
      <div className={styles.tabs}>
        <Button small aria-pressed={what === "tiles"} onClick={() => setWhat("tiles")}>
          {countText(tiles.length, "tile")}
        </Button>
        <Button small aria-pressed={what === "events"} onClick={() => setWhat("events")}>
          {countText(arrived, "event")}
        </Button>
        <Button small aria-pressed={what === "values"} onClick={() => setWhat("values")}>
          {countText(features.length, "value")}
        </Button>
      </div>
      {what === "values" && (
        <ValueRows
          runId={runId}
          keyText={key}
          features={features}
          explanations={explanations}
          text={text}
          selection={selection}
          onSelect={onSelect}
        />
      )}
      {what === "tiles" && (
        <VirtualRows
          label={`Tiles of ${key} as of the clock`}
          columns={["Start", "End", "Events", "State", "IR"]}
          count={tiles.length}
          empty="No tile holds an event yet. Move the clock on."
          onOpen={(i) => onSelect({ kind: "tile", runId, key, startMs: index.tileStartMs[tiles[i] ?? 0] ?? 0 })}
          row={(i) => {
            const at = tiles[i] ?? 0;
            const tile = index.tiles[at] ?? 0;
            const startMs = index.tileStartMs[at] ?? 0;
            return {
              selected: selection.kind === "tile" && selection.runId === runId && selection.startMs === startMs,
              cells: [
                text(startMs),
                text(trace.tiles.endMs[tile]),
                tileEventsAt(index, at, step).toLocaleString("en-US"),
                tileOpenAt(trace, tile, step) ? "open" : "closed",
                <code key="ir" className={styles.ir}>
                  {irTexts.get(tile) ?? "…"}
                </code>,
              ],
            };
          }}
        />
      )}
      {what === "events" && (
        <VirtualRows
          label={`Events of ${key} as of the clock`}
          columns={["Event time", "Arrived", "Delay", "Outcome", "Step"]}
          count={arrived}
          empty="Nothing has arrived yet. Move the clock on."
          onOpen={(i) => onSelect({ kind: "event", runId, step: steps[i] ?? 0 })}
          row={(i) => {
            const own = steps[i] ?? 0;
            return {
              selected: selection.kind === "event" && selection.runId === runId && selection.step === own,
              cells: [
                text(trace.eventMs[own]),
                text(trace.processingMs[own]),
                delayText(trace, own),
                outcomeText(trace.outcome[own]),
                own.toLocaleString("en-US"),
              ],
            };
          }}
        />
      )}
    </div>
  );
}
