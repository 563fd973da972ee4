import { PythonFloat } from "../python-json.ts";
import type { StructName } from "../structs.ts";
import type { Place } from "./place.ts";

/**
 * A thrift struct while the file is read. Chronon's constructors complete structs that several definitions share, and
 * all of them see it; so does whoever holds this one.
 */
export class PythonStruct {
  readonly type: StructName;
  readonly fields: Map<string, PythonValue>;
  /** Where single fields were written. */
  readonly places: ReadonlyMap<string, Place>;
  /** Where the call that made it is named. */
  readonly place: Place;
  /** What the compiler keeps beside the struct: tags of an aggregation or of a part of a join. */
  tags: PythonValue = null;

  constructor(
    type: StructName,
    place: Place,
    fields: Iterable<readonly [string, PythonValue]>,
    places: ReadonlyMap<string, Place> = new Map(),
  ) {
    this.type = type;
    this.place = place;
    this.fields = new Map(fields);
    this.places = places;
  }

  get(field: string): PythonValue {
    return this.fields.get(field) ?? null;
  }
}

export class PythonTuple {
  readonly items: readonly PythonValue[];

  constructor(items: readonly PythonValue[]) {
    this.items = items;
  }
}

export interface Call {
  readonly place: Place;
  readonly positional: readonly PythonValue[];
  readonly named: ReadonlyMap<string, PythonValue>;
  /** Places of arguments, by position or name. */
  readonly places: ReadonlyMap<number | string, Place>;
}

export class PythonFunction {
  readonly name: string;
  readonly call: (call: Call) => PythonValue;

  constructor(name: string, call: PythonFunction["call"]) {
    this.name = name;
    this.call = call;
  }
}

/** A module or a class of constants. */
export class PythonNamespace {
  readonly name: string;
  readonly members: ReadonlyMap<string, PythonValue>;

  constructor(name: string, members: Iterable<readonly [string, PythonValue]>) {
    this.name = name;
    this.members = new Map(members);
  }
}

/** A name that is known and has no value here, with the reason; null when a problem was reported for it. */
export class PythonUnread {
  readonly reason: string | null;

  constructor(reason: string | null) {
    this.reason = reason;
  }
}

export type PythonDict = Map<PythonValue, PythonValue>;

/** What an expression evaluates to. Lists and dicts are mutable and shared, as in Python. */
export type PythonValue =
  | null
  | boolean
  | number
  | string
  | PythonFloat
  | PythonValue[]
  | PythonTuple
  | PythonDict
  | PythonStruct
  | PythonFunction
  | PythonNamespace
  | PythonUnread;

/** A value in words, for messages. */
export function describeValue(value: PythonValue): string {
  if (value === null) return "None";
  if (typeof value === "string") return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return `the number ${value}`;
  if (value instanceof PythonFloat) return `the number ${value.value}`;
  if (Array.isArray(value)) return "a list";
  if (value instanceof PythonTuple) return "a tuple";
  if (value instanceof Map) return "a dict";
  if (value instanceof PythonStruct) return `a ${value.type}`;
  if (value instanceof PythonFunction) return `the function ${value.name}`;
  return value instanceof PythonNamespace ? `the module ${value.name}` : "something that is not read";
}

/** Whether Python takes the value for true. */
export function isTruthy(value: PythonValue): boolean {
  if (value === null || value === false || value === 0 || value === "") return false;
  if (value instanceof PythonFloat) return value.value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof PythonTuple) return value.items.length > 0;
  return value instanceof Map ? value.size > 0 : true;
}

/** Items of a list, a tuple or the keys of a dict; null for what cannot be iterated. */
export function itemsOf(value: PythonValue): readonly PythonValue[] | null {
  if (Array.isArray(value)) return value;
  if (value instanceof PythonTuple) return value.items;
  return value instanceof Map ? [...value.keys()] : null;
}
