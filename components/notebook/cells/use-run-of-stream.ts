import { viewIn } from "../../../engine/src/notebook-file/cell-role.ts";
import type { StreamDefinition } from "../../../engine/src/simulation/stream.ts";
import type { RunSummary } from "../../../engine/src/worker/protocol.ts";
import { streamHash } from "../run/run-request.ts";
import { useRuntimePart } from "../session/session-context.tsx";

/** A run that has the events of this stream, for counting them; null until there is one. */
export function useRunOfStream(stream: StreamDefinition | null): RunSummary | null {
  const hash = stream === null ? null : streamHash(stream);
  return useRuntimePart((state) => {
    if (hash === null) return null;
    for (const [id, runs] of state.runs) {
      const view = viewIn(state.cells.get(id)?.result?.values ?? []);
      if (view !== null && runs.shown?.summary != null && streamHash(view.stream) === hash) return runs.shown.summary;
    }
    return null;
  });
}
