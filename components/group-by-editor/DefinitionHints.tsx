"use client";

import { useEffect, useMemo, useState } from "react";
import type { GroupBy } from "../../engine/src/group-by/group-by.ts";
import type { SourceRange } from "../../engine/src/notebook-file/cell-analysis.ts";
import { stringifyJson } from "../../engine/src/schema/json.ts";
import type { RunSummary } from "../../engine/src/worker/protocol.ts";
import type { LineHint } from "../notebook/editor/editor-marks.ts";
import { useSession } from "../notebook/session/session-context.tsx";
import { useViewPart } from "../playback/view-state.tsx";
import { shownKey } from "../timeline/key-choice.ts";
import { keysByCount } from "../timeline/key-index.ts";
import { useExplanations } from "../timeline/use-picture-data.ts";
import { aggregationOfFeatures } from "./feature-places.ts";

interface DefinitionHintsProps {
  readonly name: string;
  readonly groupBy: GroupBy;
  readonly source: string;
  /** A run of this definition. */
  readonly run: RunSummary;
  onHints(hints: readonly LineHint[]): void;
}

/** Ranges of the aggregations in the source, by index. */
function useAggregationRanges(name: string, source: string, count: number): readonly (SourceRange | null)[] {
  const { language } = useSession();
  const [ranges, setRanges] = useState<readonly (SourceRange | null)[]>([]);
  useEffect(() => {
    let gone = false;
    const paths = Array.from({ length: count }, (_, index) => ["aggregations", index]);
    language
      .rangesOfPaths(source, name, paths)
      .then((found) => {
        if (!gone) setRanges(found);
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [language, source, name, count]);
  return ranges;
}

/** Puts the values of the features, at the clock and for the shown key, behind the lines that define them. */
export function DefinitionHints({ name, groupBy, source, run, onHints }: DefinitionHintsProps) {
  const { engine } = useSession();
  const chosen = useViewPart((view) => view.keys[run.runId]);
  const byCount = useMemo(() => keysByCount(run.trace), [run.trace]);
  const keyIndex = shownKey(run.trace, byCount, chosen, undefined);
  const names = useMemo(() => run.features.map((feature) => feature.name), [run.features]);
  const places = useMemo(() => aggregationOfFeatures(groupBy, names.length), [groupBy, names]);
  const explanations = useExplanations(engine, run, keyIndex, names);
  const ranges = useAggregationRanges(name, source, groupBy.aggregations?.length ?? 0);

  useEffect(() => {
    const texts = new Map<number, string[]>();
    for (const [i, feature] of names.entries()) {
      const place = places?.[i];
      const explanation = explanations.get(feature);
      if (place === undefined || explanation === undefined) continue;
      texts.set(place, [...(texts.get(place) ?? []), stringifyJson(explanation.value)]);
    }
    const hints = [...texts].flatMap(([place, values]): LineHint[] => {
      const range = ranges[place];
      return range == null ? [] : [{ offset: range.end, text: values.join(" · ") }];
    });
    onHints(hints);
  }, [names, places, explanations, ranges, onHints]);
  return null;
}
