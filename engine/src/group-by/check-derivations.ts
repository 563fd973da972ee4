import { expandParts } from "../aggregation/expand-parts.ts";
import { outputColumnName } from "../aggregation/output-column-name.ts";
import { selectedNames } from "./check-sources.ts";
import { didYouMean } from "./closest-names.ts";
import type { DiagnosticList } from "./diagnostic-list.ts";
import type { GroupBy } from "./group-by.ts";
import { viewSource } from "./source-kind.ts";

export const IDENTIFIER = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Names of the features before derivations; null when a source without selects leaves them open. */
function baseColumns(groupBy: GroupBy): string[] | null {
  if (groupBy.aggregations !== undefined) return expandParts(groupBy.aggregations).windowed.map(outputColumnName);
  const [source] = groupBy.sources ?? [];
  const names = source === undefined ? null : selectedNames(viewSource(source));
  return names?.filter((name) => !groupBy.keyColumns?.includes(name)) ?? null;
}

/** Chronon's rules for derivations: a rename needs its column, no name comes twice. Runs after the aggregations passed. */
export function checkDerivations(groupBy: GroupBy, diagnostics: DiagnosticList): void {
  const derivations = groupBy.derivations ?? [];
  const columns = baseColumns(groupBy);
  const keys = groupBy.keyColumns ?? [];
  const wildcard = derivations.some(({ name }) => name === "*");
  const renamed = new Set(derivations.map(({ expression }) => expression));
  const taken = new Set(wildcard ? columns?.filter((column) => !renamed.has(column)) : []);
  for (const [i, { name, expression }] of derivations.entries()) {
    const path = ["derivations", i];
    if (name === undefined || expression === undefined) {
      diagnostics.error("incomplete-derivation", path, "A derivation needs a name and an expression.", "Set both.");
      continue;
    }
    if (name === "*") continue;
    if (taken.has(name) && !keys.includes(name))
      diagnostics.error(
        "derivation-name-taken",
        [...path, "name"],
        `The name "${name}" of the derivation is already an output column.`,
        "Choose another name.",
      );
    taken.add(name);
    const sources = columns && [...columns, ...keys, "ds", "ts"];
    if (sources !== null && IDENTIFIER.test(expression) && !sources.includes(expression))
      diagnostics.error(
        "unknown-derivation-column",
        [...path, "expression"],
        `The derivation renames "${expression}", which is not a column of the GroupBy.`,
        didYouMean(expression, sources),
      );
  }
}
