import { describeType } from "../../schema/schema.ts";
import { answerRow } from "../../worker/answer-row.ts";
import { findKey, keysOf } from "../../worker/asked-key.ts";
import { endOf, servedRead, stepAt } from "../../worker/fetch.ts";
import type { Run } from "../../worker/run.ts";
import type { NodeEngine, Simulated } from "./node-engine.ts";
import type { FeatureReport, RunReport } from "./report.ts";
import type { WantedRun } from "./wanted-runs.ts";

const BUSIEST_KEYS = 5;
const MOST_PROBLEMS = 5;

/** Counts of a run, and what it serves to its busiest keys at the end, or at the time that a comparison names. */
export async function reportRun(
  engine: NodeEngine,
  { run, unread }: Simulated,
  shownBy: WantedRun["shownBy"],
): Promise<Extract<RunReport["outcome"], { counts: unknown }>> {
  const { counts, problems, runMs } = run.summary;
  const queryMs =
    shownBy.flatMap(({ view }) => (view.kind === "compare" && view.atMs !== undefined ? [view.atMs] : []))[0] ??
    endOf(run);
  const keys = [];
  for (const keyIndex of keysToShow(run, shownBy))
    keys.push({
      key: run.trace.keys[keyIndex] ?? "",
      events: run.trace.keyEvents[keyIndex] ?? 0,
      features: await features(engine, run, keyIndex, queryMs),
    });
  return {
    counts,
    tileSizeMs: run.trace.tileSizeMs,
    runMs,
    queryMs,
    problems: [...unread, ...problems.map(({ step, reason }) => `event ${step + 1}: ${reason}`)].slice(
      0,
      MOST_PROBLEMS,
    ),
    keys,
  };
}

function keysToShow(run: Run, shownBy: WantedRun["shownBy"]): readonly number[] {
  const { keys, keyEvents } = run.trace;
  const busiest = keys.map((_, i) => i).sort((a, b) => (keyEvents[b] ?? 0) - (keyEvents[a] ?? 0));
  const named = shownBy.flatMap(({ view }) => {
    if ("key" in view && view.key !== undefined) return [keys.indexOf(view.key)];
    return "keys" in view && view.keys !== undefined ? [findKey(run, view.keys)] : [];
  });
  return [...new Set([...busiest.slice(0, BUSIEST_KEYS), ...named.filter((i) => i >= 0)])];
}

async function features(engine: NodeEngine, run: Run, keyIndex: number, queryMs: number): Promise<FeatureReport[]> {
  const step = stepAt(run, queryMs);
  const { options, context } = engine;
  const { values, schema } = await servedRead(run, keysOf(run, keyIndex), keyIndex, queryMs, step, 0, options, context);
  return schema.map(({ name, type }) => {
    const served = values[name] ?? null;
    const feature = run.plan.features.find((one) => one.name === name);
    const base = { feature: name, type: describeType(type), served };
    if (feature === undefined || run.settings.mode !== "tiled") return { ...base, compared: null, reasons: [] };
    const { exact, equal, reasons } = answerRow(run, feature, keyIndex, queryMs, step, served);
    return { ...base, compared: { exact, equal }, reasons: reasons.map(({ text }) => text) };
  });
}
