"use client";

import { useCallback, useMemo } from "react";
import { answerEpoch } from "../playback/answer-epoch.ts";
import type { EngineClient, Explanation, RunSummary, Series } from "../playback/engine.ts";
import { useEngineAnswer } from "../playback/use-engine-answer.ts";
import { useLatestAnswer } from "../playback/use-latest-answer.ts";
import { useQuestion } from "../playback/use-question.ts";
import type { TimeRange } from "../playback/view-reducer.ts";

const NO_TEXTS: ReadonlyMap<number, string> = new Map();
/** Points per pixel of a value line, and how much is asked for beyond each edge so that panning finds it there. */
const POINTS_PER_PX = 0.5;
const BEYOND = 0.35;

/** IRs of the key's tiles at the clock, on one line; asked only where they can be read. */
export function useIrTexts(
  client: EngineClient,
  run: RunSummary,
  keyIndex: number,
  wanted: boolean,
): ReadonlyMap<number, string> {
  const { step } = useQuestion(run);
  const request = wanted && step >= 0 ? { runId: run.runId, step, keyIndex } : null;
  const { answer } = useEngineAnswer(client, "state", request, { delayMs: 40, epoch: answerEpoch(run) });
  return useMemo(
    () => (answer === null ? NO_TEXTS : new Map(answer.tiles.map((tile) => [tile.tileIndex, tile.irText]))),
    [answer],
  );
}

/** IR of one tile at the clock; null while unknown. */
export function useIrText(client: EngineClient, run: RunSummary, tileIndex: number | null): string | null {
  const first = tileIndex === null ? -1 : (run.trace.tiles.firstStep[tileIndex] ?? -1);
  const { step } = useQuestion(run);
  const request = tileIndex === null || step < first ? null : { runId: run.runId, step, tileIndex };
  const { answer } = useEngineAnswer(client, "tile", request, { delayMs: 40, epoch: answerEpoch(run) });
  return answer?.tileIndex === tileIndex ? (answer?.irText ?? null) : null;
}

interface FeatureRequest {
  readonly runId: string;
  readonly keyIndex: number;
  readonly features: readonly string[];
}

/** Values at the query time, of each feature, as the engine explains them. Absent until they are known. */
export function useExplanations(
  client: EngineClient,
  run: RunSummary,
  keyIndex: number,
  features: readonly string[],
): ReadonlyMap<string, Explanation> {
  const { step, queryMs } = useQuestion(run);
  const ask = useCallback(
    async (
      { features: asked, ...rest }: FeatureRequest & { readonly step: number; readonly queryMs: number },
      signal: AbortSignal,
    ) => {
      const values = new Map<string, Explanation>();
      for (const feature of asked) values.set(feature, await client.call("explain", { ...rest, feature }, { signal }));
      return values as ReadonlyMap<string, Explanation>;
    },
    [client],
  );
  const request = keyIndex < 0 ? null : { runId: run.runId, keyIndex, features, step, queryMs };
  const { answer } = useLatestAnswer(ask, request, { epoch: answerEpoch(run) });
  return answer ?? NO_EXPLANATIONS;
}

const NO_EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map();

/** Values over time of the numeric features, for what is in view; the line before stays until the next is there. */
export function useSeries(
  client: EngineClient,
  run: RunSummary,
  keyIndex: number,
  features: readonly string[],
  range: TimeRange,
  widthPx: number,
): { readonly series: ReadonlyMap<string, Series>; readonly stale: boolean; readonly error: Error | null } {
  const ask = useCallback(
    async (
      { features: asked, grown: _, ...rest }: FeatureRequest & TimeRange & { readonly points: number; grown: number },
      signal: AbortSignal,
    ) => {
      const series = new Map<string, Series>();
      for (const feature of asked) series.set(feature, await client.call("series", { ...rest, feature }, { signal }));
      return series as ReadonlyMap<string, Series>;
    },
    [client],
  );
  const beyondMs = (range.toMs - range.fromMs) * BEYOND;
  const request =
    features.length === 0 || widthPx <= 0
      ? null
      : {
          runId: run.runId,
          keyIndex,
          features,
          fromMs: Math.floor(range.fromMs - beyondMs),
          toMs: Math.ceil(range.toMs + beyondMs),
          points: Math.round(widthPx * POINTS_PER_PX * (1 + 2 * BEYOND)),
          grown: run.live?.received ?? 0,
        };
  const { answer, stale, error } = useLatestAnswer(ask, request, {
    delayMs: 140, // A live run would call off every question before it is answered.
    callOff: run.live === undefined,
    epoch: answerEpoch(run),
  });
  // A line of another key must not stand under this one's events.
  const own = answer !== null && [...answer.values()].every((series) => series.keyIndex === keyIndex);
  return { series: own ? answer : NO_SERIES, stale, error };
}

const NO_SERIES: ReadonlyMap<string, Series> = new Map();
