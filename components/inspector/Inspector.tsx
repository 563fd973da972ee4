"use client";

import { useMemo, useState } from "react";
import type { EngineClient, RunSummary } from "../playback/engine.ts";
import type { Selection } from "../playback/selection.ts";
import { useViewPart, useViewStore } from "../playback/view-state.tsx";
import { shownKey } from "../timeline/key-choice.ts";
import { keyIndexOf, keysByCount, tilePosition } from "../timeline/key-index.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import { EventSection } from "./EventSection.tsx";
import styles from "./Inspector.module.css";
import { Section } from "./Section.tsx";
import { TileSection } from "./TileSection.tsx";
import { ValueSection } from "./ValueSection.tsx";

interface InspectorProps {
  readonly client: EngineClient;
  /** The run that is selected in, else any; null before something has run. */
  readonly run: RunSummary | null;
}

/** The key that the selection names, else the one that the run's timeline shows. */
function keyOf(selection: Selection, run: RunSummary, byCount: readonly number[], chosen: string | undefined): number {
  if (selection.kind === "none" || selection.runId !== run.runId)
    return shownKey(run.trace, byCount, chosen, undefined);
  if (selection.kind === "event") {
    const own = run.trace.keyIndex[selection.step] ?? -1;
    return own >= 0 ? own : shownKey(run.trace, byCount, chosen, undefined);
  }
  return shownKey(run.trace, byCount, selection.key, chosen);
}

/** Answers "why?" at the clock: a value with the tiles and events that made it, a tile, an event. */
export function Inspector({ client, run }: InspectorProps) {
  if (run === null || run.trace.keys.length === 0)
    return (
      <Section title="Why this value?">
        <p className={styles.waiting}>Run a timeline and click a value, a tile or an event in it.</p>
      </Section>
    );
  return <RunInspector client={client} run={run} />;
}

function RunInspector({ client, run }: { readonly client: EngineClient; readonly run: RunSummary }) {
  const { dispatch } = useViewStore();
  const zone = useTimeZone();
  const { trace, runId } = run;
  const selection = useViewPart((view) => view.selection);
  const chosen = useViewPart((view) => view.keys[runId]);
  const [lastFeature, setLastFeature] = useState<string | null>(null);
  const byCount = useMemo(() => keysByCount(trace), [trace]);
  const keyIndex = keyOf(selection, run, byCount, chosen);
  const key = trace.keys[keyIndex] ?? "";
  const own = selection.kind !== "none" && selection.runId === runId ? selection : null;

  if (own?.kind === "value" && own.feature !== lastFeature) setLastFeature(own.feature);
  const wanted = own?.kind === "value" ? own.feature : lastFeature;
  const feature = run.features.find(({ name }) => name === wanted) ?? run.features[0];
  const tileIndex = useMemo(() => {
    if (own?.kind !== "tile") return -1;
    const index = keyIndexOf(trace, keyIndex);
    return index.tiles[tilePosition(index, own.startMs)] ?? -1;
  }, [own, trace, keyIndex]);

  const onSelect = (next: Selection) => dispatch({ type: "select", selection: next });
  const common = { client, run, zone, onSelect };
  return (
    <div className={styles.inspector}>
      {own?.kind === "event" && <EventSection {...common} step={own.step} />}
      {feature !== undefined && keyIndex >= 0 && (
        <ValueSection
          {...common}
          keyIndex={keyIndex}
          feature={feature.name}
          selection={selection}
          onFeature={(name) => onSelect({ kind: "value", runId, key, feature: name })}
        />
      )}
      {own?.kind === "tile" &&
        (tileIndex < 0 ? (
          <Section title="Tile">
            <p className={styles.waiting}>No event falls into it in this run.</p>
          </Section>
        ) : (
          <TileSection {...common} tileIndex={tileIndex} />
        ))}
      {own === null && <p className={styles.hint}>Click a tile or an event in the timeline to look into it.</p>}
    </div>
  );
}
