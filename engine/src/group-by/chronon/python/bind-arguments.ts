import { closestNames, didYouMean } from "../../closest-names.ts";
import { type Place, PythonProblem } from "./place.ts";
import type { Call, PythonValue } from "./python-value.ts";

export interface Signature {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly required?: readonly string[];
  /** How many of the parameters take arguments by position; absent: all. */
  readonly positional?: number;
  /** Takes further named arguments, or further positional ones. */
  readonly takesMore?: boolean;
  readonly takesList?: boolean;
}

export interface Bound {
  readonly values: ReadonlyMap<string, PythonValue>;
  readonly more: ReadonlyMap<string, PythonValue>;
  readonly list: readonly PythonValue[];
  /** Where each argument was written. */
  readonly places: ReadonlyMap<string, Place>;
}

/** Gives the arguments of a call to parameters, as Python does. Throws `PythonProblem` for those that do not fit. */
export function bindArguments(call: Call, signature: Signature): Bound {
  const {
    name,
    parameters,
    required = [],
    positional = parameters.length,
    takesMore = false,
    takesList = false,
  } = signature;
  const refuse = (message: string, hint: string, place = call.place): never => {
    throw new PythonProblem("wrong-arguments", place, message, hint);
  };
  const values = new Map<string, PythonValue>();
  const more = new Map<string, PythonValue>();
  const list: PythonValue[] = [];
  const places = new Map<string, Place>();
  for (const [i, value] of call.positional.entries()) {
    const parameter = i < positional ? parameters[i] : undefined;
    const place = call.places.get(i);
    if (parameter === undefined && takesList) list.push(value);
    else if (parameter === undefined)
      refuse(`${name} takes ${positional} arguments by position at most.`, "Remove what is too many.", place);
    else {
      values.set(parameter, value);
      if (place !== undefined) places.set(parameter, place);
    }
  }
  for (const [key, value] of call.named) {
    const place = call.places.get(key);
    if (place !== undefined) places.set(key, place);
    if (parameters.includes(key)) {
      if (values.has(key)) refuse(`${name} gets ${key} twice.`, "Write it once.", place);
      values.set(key, value);
    } else if (takesMore) more.set(key, value);
    else refuse(`${name} has no argument "${key}".`, didYouMean(key, parameters), place);
  }
  for (const key of required) {
    if (values.has(key)) continue;
    const [other] = closestNames(key, [...more.keys()]);
    if (other === undefined) refuse(`${name} needs ${key}.`, `Add the argument ${key}.`);
    else refuse(`${name} needs ${key} and has "${other}".`, `Rename ${other} to ${key}.`, call.places.get(other));
  }
  return { values, more, list, places };
}
