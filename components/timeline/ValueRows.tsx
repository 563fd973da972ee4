import type { Explanation, FeatureSummary } from "../playback/engine.ts";
import type { Selection } from "../playback/selection.ts";
import { valueText } from "../playback/value-text.ts";
import { VirtualRows } from "./VirtualRows.tsx";

interface ValueRowsProps {
  readonly runId: string;
  readonly keyText: string;
  readonly features: readonly FeatureSummary[];
  readonly explanations: ReadonlyMap<string, Explanation>;
  /** A time as the table writes it. */
  readonly text: (ms: number | undefined) => string;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
}

/** The values at the query time, with the windows that they cover. */
export function ValueRows(props: ValueRowsProps) {
  const { runId, keyText, features, explanations, text, selection, onSelect } = props;
  return (
    <VirtualRows
      label={`Values of ${keyText} at the query time`}
      columns={["Feature", "Tiled", "Exact", "Window opens", "Hop tail", "Query"]}
      count={features.length}
      empty="No feature is shown. Choose some above."
      onOpen={(i) => {
        const feature = features[i]?.name;
        if (feature !== undefined) onSelect({ kind: "value", runId, key: keyText, feature });
      }}
      row={(i) => {
        const feature = features[i];
        const explained = feature === undefined ? undefined : explanations.get(feature.name);
        const known = (of: (one: Explanation) => string) => (explained === undefined ? "…" : of(explained));
        return {
          selected: selection.kind === "value" && selection.runId === runId && selection.feature === feature?.name,
          cells: [
            feature?.name,
            known((one) => valueText(one.value, feature?.type)),
            known((one) => valueText(one.exact, feature?.type)),
            known((one) => (one.windowStartMs === null ? "all time" : text(one.windowStartMs))),
            known((one) => (one.tailStartMs === null ? "all time" : text(one.tailStartMs))),
            known((one) => text(one.queryMs)),
          ],
        };
      }}
    />
  );
}
