import { describeType } from "../schema/schema.ts";
import type { AskedKeys } from "./asked-key.ts";
import { checkKeys, findKey } from "./asked-key.ts";
import type { CallContext, EngineSessionOptions } from "./call-context.ts";
import { DefinitionError } from "./definition-error.ts";
import { countUpTo } from "./grouped.ts";
import { type MeasuredRead, measuredRead } from "./measured-read.ts";
import type { EngineRequests, FetchResult } from "./protocol.ts";
import type { Run } from "./run.ts";
import { eventPuts, tilePuts } from "./stored-values.ts";

/** A moment after the last arrival: every event has come. */
export function endOf(run: Run): number {
  const lastMs = run.trace.processingMs[run.trace.steps - 1];
  return lastMs === undefined ? 0 : Math.floor(lastMs) + 1;
}

/** Last step that had been taken at a time; -1 before the first. */
export const stepAt = (run: Run, timeMs: number): number => countUpTo(run.trace.processingMs, timeMs) - 1;

/** What the product's fetcher answers for a key (-1: one that no event has) from what the job had stored after the step. */
export async function servedRead(
  run: Run,
  keys: AskedKeys,
  keyIndex: number,
  queryMs: number,
  step: number,
  repetitions: number,
  options: EngineSessionOptions,
  context: CallContext,
): Promise<MeasuredRead> {
  const stored = keyIndex >= 0 && step >= 0;
  const measure = (...[puts, streamed]: [Parameters<typeof measuredRead>[1], Parameters<typeof measuredRead>[2]]) =>
    measuredRead(run, puts, streamed, keys, queryMs, repetitions, options, context);
  if (run.settings.mode === "untiled")
    return measure(stored ? await eventPuts(run, keyIndex, step, async () => undefined) : [], { kind: "events" });
  const keyBytes = stored
    ? run.codecs.key.encode(run.history.select(run.history.keySteps(keyIndex)[0] ?? 0).key)
    : new Uint8Array();
  const puts = stored ? tilePuts(run, keyIndex, step, keyBytes) : [];
  return measure(puts, { kind: "tiles", tileSizeMs: run.trace.tileSizeMs });
}

/**
 * The features that a key has online at a moment, with what reading them cost. Throws `DefinitionError` (`fetch/invalid`)
 * with the reasons for a key that is none of this GroupBy.
 */
export async function fetchFeatures(
  run: Run,
  { keys, atMs, repetitions }: Omit<EngineRequests["fetch"]["request"], "runId">,
  options: EngineSessionOptions,
  context: CallContext,
): Promise<FetchResult> {
  const wrong = checkKeys(run, keys);
  if (wrong.length > 0) throw new DefinitionError("fetch/invalid", "The fetch cannot run", wrong);
  const queryMs = atMs ?? endOf(run);
  const step = stepAt(run, queryMs);
  const keyIndex = findKey(run, keys);
  const { values, schema, cost } = await servedRead(run, keys, keyIndex, queryMs, step, repetitions, options, context);
  return {
    keys,
    key: run.trace.keys[keyIndex] ?? null,
    queryMs,
    features: schema.map(({ name, type }) => ({ name, type: describeType(type), value: values[name] ?? null })),
    cost,
  };
}
