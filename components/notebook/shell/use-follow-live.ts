import { type NamedDefinition, viewIn } from "../../../engine/src/notebook-file/cell-role.ts";
import { useRuntimePart, useSession } from "../session/session-context.tsx";
import { goToCell } from "./go-to-cell.ts";

/** How to let the first timeline of a definition follow its job on the server; null where the notebook has no such timeline. */
export function useFollowLive(): (definition: NamedDefinition) => (() => void) | null {
  const session = useSession();
  const cells = useRuntimePart((state) => state.cells);
  return (definition) => {
    const name = definition.groupBy.metaData?.name ?? definition.name;
    for (const [cellId, { result }] of cells) {
      const view = viewIn(result?.values ?? []);
      if (view?.kind !== "timeline" || view.groupBy.metaData?.name !== name) continue;
      return () => {
        session.live.follow(cellId, { kind: "job", groupBy: name });
        goToCell(session, cellId);
      };
    }
    return null;
  };
}
