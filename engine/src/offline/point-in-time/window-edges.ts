import { TilescopeError } from "../../errors.ts";
import type { Feature } from "../../group-by/plan.ts";
import { roundToHop } from "../../time/hop.ts";
import { DAILY_RESOLUTION, FIVE_MINUTE_RESOLUTION } from "../../time/resolution.ts";
import { windowStartMs } from "../../time/window.ts";
import type { WindowMode } from "../compute-windows.ts";

/** A window that features share: where its tail is for a given head. */
export interface WindowEdge {
  /** `Infinity`: unbounded. */
  readonly windowMs: number;
  readonly tailHopMs: number;
}

/** Windows of a set of features, each once, and which one each feature has. */
export interface WindowEdges {
  readonly edges: readonly WindowEdge[];
  /** Index into `edges` for each feature. */
  readonly ofFeature: readonly number[];
  /** Heads are multiples of this; 1 where they are exact. */
  readonly headMs: number;
}

/**
 * Throws `time/not-whole-days` for a window in hours in snapshot mode, and `offline/element-wise` for an element-wise
 * aggregation, which windows do not support.
 */
export function windowEdges(features: readonly Feature[], mode: WindowMode): WindowEdges {
  const resolution = mode === "temporal" ? FIVE_MINUTE_RESOLUTION : DAILY_RESOLUTION;
  const edges: WindowEdge[] = [];
  const ofFeature = features.map(({ name, part, windowMs }) => {
    if (part.elementWise)
      throw new TilescopeError("offline/element-wise", `${name} is element-wise, which windows do not support`);
    const tailHopMs = resolution.tailHopMs(part.window);
    const known = edges.findIndex((edge) => edge.windowMs === windowMs && edge.tailHopMs === tailHopMs);
    return known >= 0 ? known : edges.push({ windowMs, tailHopMs }) - 1;
  });
  return { edges, ofFeature, headMs: mode === "temporal" ? 1 : (resolution.hopSizesMs.at(-1) ?? 1) };
}

/** First event time inside the window that ends before `headMs`, never after it. */
export function tailMs({ windowMs, tailHopMs }: WindowEdge, headMs: number): number {
  return Math.min(windowStartMs(headMs, windowMs, tailHopMs), headMs);
}

/** The time up to which events count for a query. */
export function headOf(queryMs: number, headMs: number): number {
  return headMs === 1 ? queryMs : roundToHop(queryMs, headMs);
}
