import { type NamedView, viewsIn } from "../../../engine/src/notebook-file/cell-role.ts";
import type { ExportedValue } from "../../../engine/src/notebook-file/sandbox-protocol.ts";
import { stringifyJson } from "../../../engine/src/schema/json.ts";
import type { EngineClient, Verdict } from "../../../engine/src/worker/protocol.ts";
import type { RunState } from "./engine-runs.ts";

/** An expectation of a cell and what became of it: a verdict, or why there is none. */
export type JudgedExpectation = { readonly name: string } & (
  | { readonly verdict: Verdict }
  | { readonly verdict: null; readonly failure: unknown }
);

/** Null: the run is there and the verdict is not, yet. */
export type Judgement = readonly JudgedExpectation[] | null;

interface Held {
  readonly run: RunState;
  readonly values: readonly ExportedValue[];
  judgement: Judgement;
}

const NOTHING: Judgement = [];
const jobOf = ({ view: { groupBy, stream, settings } }: NamedView) => stringifyJson({ groupBy, stream, settings });

/** Judges the expectations of cells: once for each run and each text. */
export function createExpectations(engine: EngineClient, onChange: () => void) {
  const held = new Map<string, Held>();

  const judgeOne = async (named: NamedView, job: string, runId: string): Promise<JudgedExpectation | null> => {
    const { name, view } = named;
    if (view.kind !== "expect") return null;
    if (jobOf(named) !== job) {
      const failure = new Error("It asks about another run than the first of this cell. Give it a cell of its own.");
      return { name, verdict: null, failure };
    }
    const { keys, atMs, toBe } = view;
    const asked = { ...(keys && { keys }), ...(atMs !== undefined && { atMs }), ...(toBe && { toBe }) };
    try {
      return { name, verdict: await engine.call("judge", { runId, ...asked }) };
    } catch (failure) {
      return { name, verdict: null, failure };
    }
  };

  return {
    /** What a cell exports now, and the run that it wants. Verdicts stay until the next run has ended. */
    follow(cellId: string, values: readonly ExportedValue[], run: RunState | null): void {
      if (run?.status === "running") return;
      if (run?.status !== "done") {
        held.delete(cellId);
        return;
      }
      const before = held.get(cellId);
      if (before?.run === run && before.values === values) return;
      const views = viewsIn(values);
      const job = views[0] === undefined ? "" : jobOf(views[0]);
      const asked = views.filter(({ view }) => view.kind === "expect");
      const mine: Held = { run, values, judgement: asked.length === 0 ? NOTHING : null };
      held.set(cellId, mine);
      if (asked.length === 0) return;
      void Promise.all(asked.map((named) => judgeOne(named, job, run.runId))).then((judged) => {
        mine.judgement = judged.filter((one) => one !== null);
        if (held.get(cellId) === mine) onChange();
      });
    },
    forget: (cellId: string): boolean => held.delete(cellId),
    of: (cellId: string): Judgement => held.get(cellId)?.judgement ?? (held.has(cellId) ? null : NOTHING),
  };
}
