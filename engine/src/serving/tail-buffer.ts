import { DAY_MS } from "../time/duration.ts";
import { windowStartMs } from "../time/window.ts";
import type { BatchIr } from "./batch-ir.ts";
import type { FeatureSet } from "./feature-set.ts";

/** How long after the batch end its IR answers exactly: events this close to a window's old end are kept in hops. */
export const TAIL_BUFFER_MS = 2 * DAY_MS;

/**
 * Names of the features whose window has left events behind at `queryMs` that the batch IR cannot take out any more, so
 * that they count too much. None up to `TAIL_BUFFER_MS` after the batch end.
 */
export function pastTailBuffer(
  { features }: Pick<FeatureSet, "features">,
  batch: BatchIr,
  batchEndMs: number,
  queryMs: number,
): string[] {
  return features.flatMap(({ name, windowMs, tailHopMs }, i) => {
    const collapsedFromMs = batchEndMs - windowMs + TAIL_BUFFER_MS;
    return batch.collapsed[i] !== null && windowStartMs(queryMs, windowMs, tailHopMs) > collapsedFromMs ? [name] : [];
  });
}
