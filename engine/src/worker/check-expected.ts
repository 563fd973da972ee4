import type { Diagnostic } from "../errors.ts";
import { didYouMean } from "../group-by/closest-names.ts";
import { type Json, stringifyJson, valueFromJson, valueToJson } from "../schema/json.ts";
import { type DataType, describeType, type Schema } from "../schema/schema.ts";
import type { AskedKeys } from "./asked-key.ts";

/** Feature names that the answer has no value of, with the closest it has; values that are none of their type. */
export function checkValues(toBe: AskedKeys, schema: Schema): Diagnostic[] {
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
export function inTheFormOf(type: DataType, value: Json): Json | undefined {
  try {
    return valueToJson(type, valueFromJson(type, value));
  } catch {
    return undefined;
  }
}
