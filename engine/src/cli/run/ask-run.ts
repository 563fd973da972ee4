import type { Diagnostic } from "../../errors.ts";
import type { NamedView } from "../../notebook-file/cell-role.ts";
import { fetchFeatures } from "../../worker/fetch.ts";
import { judge } from "../../worker/judge.ts";
import type { Run } from "../../worker/run.ts";
import type { NodeEngine } from "./node-engine.ts";
import type { AskedReport, PlacedProblem } from "./report.ts";

/** Finds the places of parts of the value that asks. */
type PlaceAt = (diagnostics: readonly Diagnostic[]) => Promise<readonly PlacedProblem[]>;

const marker = (path: readonly string[]): Diagnostic => ({ code: "cell/place", severity: "info", message: "", path });

export const hasPassed = ({ outcome }: AskedReport): boolean =>
  outcome.kind === "fetch" || (outcome.kind === "expect" && outcome.verdict.passed);

/** Answers a fetch or an expectation; null for a view that asks nothing. `run` is null when there could be none. */
export async function askRun(
  engine: NodeEngine,
  run: Run | null,
  { name, view }: NamedView,
  placeAt: PlaceAt,
): Promise<AskedReport | null> {
  if (view.kind !== "fetch" && view.kind !== "expect") return null;
  const [whole] = await placeAt([marker([])]);
  const base = { asks: view.kind, name, cell: whole?.cell ?? "", line: whole?.line ?? 1 };
  const fail = async (diagnostics: readonly Diagnostic[]): Promise<AskedReport> => ({
    ...base,
    outcome: { kind: "failed", problems: await placeAt(diagnostics) },
  });
  if (run === null) return fail([{ code: "cell/needs-run", severity: "error", message: "Its run failed.", path: [] }]);
  try {
    const { options, context } = engine;
    if (view.kind === "fetch")
      return { ...base, outcome: { kind: "fetch", fetched: await fetchFeatures(run, view, options, context) } };
    const verdict = await judge(run, view, options, context);
    const features = Object.keys(view.toBe ?? {});
    const placed = await placeAt(features.map((feature) => marker(["toBe", feature])));
    const lines = Object.fromEntries(features.map((feature, i) => [feature, placed[i]?.line ?? base.line]));
    return { ...base, outcome: { kind: "expect", verdict, lines } };
  } catch (error) {
    const { message = String(error), diagnostics = [] } = error as { message?: string; diagnostics?: Diagnostic[] };
    return fail(diagnostics.length > 0 ? diagnostics : [{ code: "cell/failed", severity: "error", message, path: [] }]);
  }
}
