import type { FeatureSummary } from "../playback/engine.ts";

/** Query times at which an event counts, half open; `toMs` null: for ever. */
export interface Reach {
  readonly feature: string;
  readonly exact: { readonly fromMs: number; readonly toMs: number | null };
  /** Null when no tile holds the event. */
  readonly tiled: { readonly fromMs: number; readonly toMs: number | null } | null;
}

/**
 * Which queries an event moves. The exact window at q is [q - window, q); tiles are read from the hop that holds
 * q - window, as whole tiles that start before q.
 */
export function eventReach(feature: FeatureSummary, eventMs: number, tileStartMs: number | null): Reach {
  const { name, windowMs, tailHopMs } = feature;
  const exact = { fromMs: eventMs + 1, toMs: windowMs === null ? null : eventMs + windowMs + 1 };
  if (tileStartMs === null) return { feature: name, exact, tiled: null };
  const tailEndMs = (Math.floor(tileStartMs / tailHopMs) + 1) * tailHopMs;
  return {
    feature: name,
    exact,
    tiled: { fromMs: tileStartMs + 1, toMs: windowMs === null ? null : tailEndMs + windowMs },
  };
}
