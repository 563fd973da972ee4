import { useMemo } from "react";
import { viewIn } from "../../engine/src/notebook-file/cell-role.ts";
import type { StreamDefinition } from "../../engine/src/simulation/stream.ts";
import type { RuntimeState } from "../notebook/run/notebook-runtime.ts";
import { streamHash } from "../notebook/run/run-request.ts";
import { useRuntimePart } from "../notebook/session/session-context.tsx";
import type { NumberTarget } from "./number-writer.ts";

export interface Lateness {
  readonly outOfOrdernessMs: number;
  readonly targets: readonly NumberTarget[];
}

/** The bound that all views over a stream share; null if there is no view, or if they differ. */
export function latenessOf(cells: RuntimeState["cells"], stream: StreamDefinition): Lateness | null {
  const hash = streamHash(stream);
  const targets: NumberTarget[] = [];
  const bounds = new Set<number>();
  for (const [cellId, { result }] of cells) {
    const view = viewIn(result?.values ?? []);
    if (view === null || streamHash(view.stream) !== hash) continue;
    const name = result?.values.find((value) => value.plain && value.value === (view as unknown))?.name;
    if (name === undefined) continue;
    bounds.add(view.settings.outOfOrdernessMs);
    targets.push({ cellId, exportName: name, path: ["outOfOrdernessMs"] });
  }
  const [outOfOrdernessMs, ...others] = bounds;
  return outOfOrdernessMs === undefined || others.length > 0 ? null : { outOfOrdernessMs, targets };
}

export function useLatenessOf(stream: StreamDefinition): Lateness | null {
  const cells = useRuntimePart((state) => state.cells);
  return useMemo(() => latenessOf(cells, stream), [cells, stream]);
}
