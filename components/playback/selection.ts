/** What the person looks into. Tiles are named by key and start, so that a selection outlives a new run. */
export type Selection =
  | { readonly kind: "none" }
  | { readonly kind: "value"; readonly runId: string; readonly key: string; readonly feature: string }
  | { readonly kind: "tile"; readonly runId: string; readonly key: string; readonly startMs: number }
  | { readonly kind: "event"; readonly runId: string; readonly step: number };

export const NO_SELECTION: Selection = { kind: "none" };

export function sameSelection(left: Selection, right: Selection): boolean {
  if (left === right) return true;
  if (left.kind === "none" || right.kind === "none") return left.kind === right.kind;
  if (left.kind !== right.kind || left.runId !== right.runId) return false;
  if (left.kind === "event") return right.kind === "event" && left.step === right.step;
  if (left.kind === "tile") return right.kind === "tile" && left.key === right.key && left.startMs === right.startMs;
  return right.kind === "value" && left.key === right.key && left.feature === right.feature;
}
