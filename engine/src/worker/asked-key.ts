import { type Diagnostic, TilescopeError } from "../errors.ts";
import { didYouMean } from "../group-by/closest-names.ts";
import { type Json, stringifyJson, valueFromJson, valueToJson } from "../schema/json.ts";
import { describeType } from "../schema/schema.ts";
import type { Row, Value } from "../schema/value.ts";
import type { Run } from "./run.ts";

/** A key by column, as a person writes it. */
export type AskedKeys = Readonly<Record<string, Json>>;

/** What is wrong with a key, at its place below `keys`; empty when it is one of this GroupBy. */
export function checkKeys(run: Run, keys: AskedKeys): Diagnostic[] {
  const { keySchema, name } = run.plan;
  const known = keySchema.map((field) => field.name);
  const found: Diagnostic[] = [];
  const wrong = (code: `${string}/${string}`, column: string | null, message: string, hint: string) =>
    found.push({ code, severity: "error", message, hint, path: column === null ? ["keys"] : ["keys", column] });
  for (const column of Object.keys(keys))
    if (!known.includes(column))
      wrong("key/unknown-column", column, `${name} has no key column "${column}".`, didYouMean(column, known));
  for (const field of keySchema) {
    const given = keys[field.name];
    const type = describeType(field.type);
    if (given === undefined || given === null)
      wrong("key/missing-column", null, `The key lacks ${field.name} (${type}).`, `Add ${field.name}: … to the key.`);
    else if (keyValue(field.type, given) === null)
      wrong(
        "key/wrong-type",
        field.name,
        `The key column ${field.name} is ${type}; ${stringifyJson(given).slice(0, 60)} is not.`,
        `Write a ${type}.`,
      );
  }
  return found;
}

function keyValue(type: Parameters<typeof valueFromJson>[0], json: Json): Value {
  try {
    return valueFromJson(type, json);
  } catch (error) {
    if (error instanceof TilescopeError) return null;
    throw error;
  }
}

/** Index of a checked key in the run's trace; -1 when no event of the stream has it. */
export function findKey(run: Run, keys: AskedKeys): number {
  const row: Row = run.plan.keySchema.map(({ name, type }) => keyValue(type, keys[name] ?? null));
  const wanted = String(run.codecs.key.encode(row));
  return run.trace.keys.findIndex((_, keyIndex) => {
    const [step] = run.history.keySteps(keyIndex);
    return step !== undefined && String(run.codecs.key.encode(run.history.select(step).key)) === wanted;
  });
}

/** The key of an index, by column. */
export function keysOf(run: Run, keyIndex: number): AskedKeys {
  const { key } = run.history.select(run.history.keySteps(keyIndex)[0] ?? 0);
  return Object.fromEntries(
    run.plan.keySchema.map((field, i) => [field.name, valueToJson(field.type, key[i] ?? null)]),
  );
}
