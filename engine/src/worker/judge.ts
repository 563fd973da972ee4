import type { Feature } from "../group-by/plan.ts";
import type { Json } from "../schema/json.ts";
import { describeType, type Field, type Schema } from "../schema/schema.ts";
import { compileDerivations, type Derive } from "../serving/derive.ts";
import { answerRow, countedReasons } from "./answer-row.ts";
import { type AskedKeys, checkKeys, findKey, keysOf } from "./asked-key.ts";
import { type CallContext, type EngineSessionOptions, pause } from "./call-context.ts";
import { checkValues, inTheFormOf } from "./check-expected.ts";
import { DefinitionError } from "./definition-error.ts";
import type { Difference } from "./difference.ts";
import { endOf, servedRead, stepAt } from "./fetch.ts";
import { offlineAnswer, offlineReasons } from "./offline-answer.ts";
import type { EngineRequests, JudgedValue, Verdict } from "./protocol.ts";
import type { Run } from "./run.ts";
import { epsilonOf, equality } from "./same-events.ts";
import { statedError } from "./stated-error.ts";

/** Failures of a whole stream that a person reads. */
const MOST_FAILURES = 200;

/** A moment of one key, and what was asked of it. */
interface Question {
  readonly keys: AskedKeys;
  readonly keyIndex: number;
  readonly queryMs: number;
  readonly step: number;
}

function judged(
  run: Run,
  { keys, keyIndex, queryMs }: Question,
  { name, type }: Field,
  actual: Json,
  expected: Json,
  whyNot: (feature: Feature, isDerived: boolean) => readonly Difference[],
): JudgedValue {
  const feature = run.plan.features.find((one) => one.name === name);
  const stated = feature === undefined ? null : statedError(run, feature, keyIndex, queryMs);
  // What is derived follows from every feature, so that the coarsest rounding holds.
  const from = feature === undefined ? run.plan.features : [feature];
  const epsilon = Math.max(0, ...from.map(({ part }) => epsilonOf(part.operation)));
  const equal = equality(actual, expected, epsilon);
  const passed = equal !== "differs" || stated?.allows(actual, expected) === true;
  const tolerance =
    equal === "same"
      ? null
      : equal === "within-epsilon"
        ? `within ${epsilon}, the rounding of sums`
        : (stated?.text ?? null);
  return {
    key: run.trace.keys[keyIndex] ?? Object.values(keys).map(String).join(", "),
    known: keyIndex >= 0,
    feature: name,
    type: describeType(type),
    expected,
    actual,
    passed,
    tolerance,
    reasons: passed ? [] : eachOnce(from.flatMap((one) => whyNot(one, feature === undefined))),
  };
}

const eachOnce = (reasons: readonly Difference[]): Difference[] => [
  ...new Map(reasons.map((reason) => [reason.text, reason])).values(),
];

/**
 * Whether a job serves what was expected of it: values of one key at a moment, or at each of its features what a backfill
 * gives. Throws `DefinitionError` (`expect/invalid`) for an expectation that could not hold: a feature or a key column that
 * is not there, or a value of another type.
 */
export async function judge(
  run: Run,
  { keys, atMs, toBe }: Omit<EngineRequests["judge"]["request"], "runId">,
  options: EngineSessionOptions,
  context: CallContext,
): Promise<Verdict> {
  const queryMs = atMs ?? endOf(run);
  const step = stepAt(run, queryMs);
  const wrongKeys = keys === undefined ? [] : checkKeys(run, keys);
  if (wrongKeys.length > 0) throw new DefinitionError("expect/invalid", "The expectation cannot hold", wrongKeys);
  const asked: Question[] =
    keys !== undefined
      ? [{ keys, keyIndex: findKey(run, keys), queryMs, step }]
      : run.trace.keys.map((_, keyIndex) => ({ keys: keysOf(run, keyIndex), keyIndex, queryMs, step }));
  const { derivations } = run.plan.groupBy;
  const { keySchema, windowedAggregator } = run.plan;
  const derive =
    toBe === undefined ? await compileDerivations(derivations, keySchema, windowedAggregator.outputSchema) : null;
  const values: JudgedValue[] = [];
  let compared = 0;
  let failures = 0;
  for (const [i, question] of asked.entries()) {
    const { values: served, schema } = await servedRead(
      run,
      question.keys,
      question.keyIndex,
      queryMs,
      step,
      0,
      options,
      context,
    );
    const found =
      toBe === undefined
        ? againstOffline(run, question, served, derive)
        : againstValues(run, question, served, schema, toBe);
    compared += found.length;
    for (const value of found) {
      if (!value.passed) failures++;
      if (toBe !== undefined || (!value.passed && failures <= MOST_FAILURES)) values.push(value);
    }
    context.onProgress(i + 1, asked.length, "keys");
    await pause(options, context);
  }
  // Nothing that was compared is nothing that holds.
  return { passed: failures === 0 && compared > 0, queryMs, step, keys: asked.length, compared, failures, values };
}

function againstValues(
  run: Run,
  question: Question,
  served: AskedKeys,
  schema: Schema,
  toBe: AskedKeys,
): JudgedValue[] {
  const wrong = checkValues(toBe, schema);
  if (wrong.length > 0) throw new DefinitionError("expect/invalid", "The expectation cannot hold", wrong);
  const { keyIndex, queryMs, step } = question;
  return schema.flatMap((field) => {
    const expected = toBe[field.name];
    if (expected === undefined) return [];
    const actual = served[field.name] ?? null;
    const whyNot = (feature: Feature, isDerived: boolean) => {
      if (keyIndex < 0 || run.settings.mode !== "tiled") return [];
      if (isDerived) return countedReasons(run, feature, keyIndex, queryMs, step);
      return answerRow(run, feature, keyIndex, queryMs, step, actual).reasons;
    };
    return [judged(run, question, field, actual, inTheFormOf(field.type, expected) ?? null, whyNot)];
  });
}

function againstOffline(run: Run, question: Question, served: AskedKeys, derive: Derive | null): JudgedValue[] {
  const { keyIndex, queryMs, step } = question;
  const offline = offlineAnswer(run, keyIndex, queryMs, derive);
  const whyNot = (feature: Feature) => (keyIndex < 0 ? [] : offlineReasons(run, feature, keyIndex, queryMs, step));
  return offline.map(({ value, ...field }) => judged(run, question, field, served[field.name] ?? null, value, whyNot));
}
