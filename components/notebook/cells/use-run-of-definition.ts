import { type NamedDefinition, viewIn } from "../../../engine/src/notebook-file/cell-role.ts";
import { stringifyJson } from "../../../engine/src/schema/json.ts";
import type { RunSummary } from "../../../engine/src/worker/protocol.ts";
import { useRuntimePart } from "../session/session-context.tsx";

/** The first run of this very definition; null until there is one. */
export function useRunOfDefinition(definition: NamedDefinition | null): RunSummary | null {
  const text = definition === null ? null : stringifyJson(definition.groupBy);
  return useRuntimePart((state) => {
    if (text === null) return null;
    for (const [id, runs] of state.runs) {
      const summary = runs.shown?.summary ?? null;
      if (summary === null || runs.wanted !== runs.shown) continue;
      const view = viewIn(state.cells.get(id)?.result?.values ?? []);
      if (view !== null && stringifyJson(view.groupBy) === text) return summary;
    }
    return null;
  });
}
