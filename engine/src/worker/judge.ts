import type { Diagnostic } from "../errors.ts";
import { didYouMean } from "../group-by/closest-names.ts";
import type { Feature } from "../group-by/plan.ts";
import { type Json, stringifyJson, valueFromJson, valueToJson } from "../schema/json.ts";
import { type DataType, describeType, type Schema } from "../schema/schema.ts";
import { answerRow } from "./answer-row.ts";
import { type AskedKeys, checkKeys, findKey, keysOf } from "./asked-key.ts";
import { type CallContext, type EngineSessionOptions, pause } from "./call-context.ts";
import { DefinitionError } from "./definition-error.ts";
import { endOf, servedRead, stepAt } from "./fetch.ts";
import { offlineAnswer, offlineReasons } from "./offline-answer.ts";
import type { EngineRequests, JudgedValue, Verdict } from "./protocol.ts";
import type { Run } from "./run.ts";
import { epsilonOf, equality } from "./same-events.ts";
import { statedError } from "./stated-error.ts";

/** Failures of a whole stream that a person reads. */
const MOST_FAILURES = 200;

/** Feature names that the answer has no value of, with the closest it has; values that are none of their type. */
function checkValues(toBe: AskedKeys, schema: Schema): Diagnostic[] {
  const names = schema.map(({ name }) => name);
  return Object.entries(toBe).flatMap(([name, value]): Diagnostic[] => {
    const field = schema.find((one) => one.name === name);
    const path = ["toBe", name];
    if (field === undefined) {
      const message = `There is no feature "${name}".`;
      return [{ code: "expect/unknown-feature", severity: "error", message, hint: didYouMean(name, names), path }];
    }
    if (inTheFormOf(field.type, value) !== undefined) return [];
    const type = describeType(field.type);
    const message = `${name} is ${type}; ${stringifyJson(value).slice(0, 60)} is not.`;
    return [{ code: "expect/wrong-type", severity: "error", message, hint: `Expect a ${type}, or null.`, path }];
  });
}

/** An expected value as the answer would hold it; undefined when it is none of the type. */
function inTheFormOf(type: DataType, value: Json): Json | undefined {
  try {
    return valueToJson(type, valueFromJson(type, value));
  } catch {
    return undefined;
  }
}

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
  { name, type }: Schema[number],
  actual: Json,
  expected: Json,
  whyNot: (feature: Feature) => JudgedValue["reasons"],
): JudgedValue {
  const feature = run.plan.features.find((one) => one.name === name);
  const stated = feature === undefined ? null : statedError(run, feature, keyIndex, queryMs);
  const epsilon = feature === undefined ? 0 : epsilonOf(feature.part.operation);
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
    reasons: passed || feature === undefined ? [] : whyNot(feature),
  };
}

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
      toBe === undefined ? againstOffline(run, question, served) : againstValues(run, question, served, schema, toBe);
    compared += found.length;
    for (const value of found) {
      if (!value.passed) failures++;
      if (toBe !== undefined || (!value.passed && failures <= MOST_FAILURES)) values.push(value);
    }
    context.onProgress(i + 1, asked.length, "keys");
    await pause(options, context);
  }
  return { passed: failures === 0, queryMs, step, keys: asked.length, compared, failures, values };
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
    const whyNot = (feature: Feature) =>
      keyIndex < 0 || run.settings.mode !== "tiled"
        ? []
        : answerRow(run, feature, keyIndex, queryMs, step, actual).reasons;
    return [judged(run, question, field, actual, inTheFormOf(field.type, expected) ?? null, whyNot)];
  });
}

/** Derived features are left out: a backfill derives them from the same features by the same expressions. */
function againstOffline(run: Run, question: Question, served: AskedKeys): JudgedValue[] {
  const { keyIndex, queryMs, step } = question;
  const offline = keyIndex < 0 ? null : offlineAnswer(run, keyIndex, queryMs);
  return run.plan.features.flatMap((feature, i) => {
    const actual = served[feature.name];
    if (actual === undefined) return [];
    const type = run.plan.windowedAggregator.outputSchema[i]?.type ?? "string";
    const whyNot = () => offlineReasons(run, feature, keyIndex, queryMs, step);
    return [judged(run, question, { name: feature.name, type }, actual, offline?.get(feature.name) ?? null, whyNot)];
  });
}
