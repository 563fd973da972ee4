import { STRUCTS, type StructName } from "../structs.ts";
import { bindArguments } from "./bind-arguments.ts";
import { type Place, PythonProblem } from "./place.ts";
import { describeValue, PythonFunction, PythonStruct, type PythonValue } from "./python-value.ts";

/** A parameter of a constructor, with the field that it fills where that is called otherwise. */
export type Parameter = string | readonly [parameter: string, field: string];

const parameterOf = (one: Parameter): string => (typeof one === "string" ? one : one[0]);
const fieldOf = (one: Parameter): string => (typeof one === "string" ? one : one[1]);

export interface StructOptions {
  readonly required?: readonly string[];
  /** Completes the struct. */
  readonly complete?: (struct: PythonStruct, values: ReadonlyMap<string, PythonValue>) => void;
}

/** A constructor that puts its arguments into the fields of a struct. */
export function structFunction(
  name: string,
  type: StructName,
  parameters: readonly Parameter[],
  { required = [], complete }: StructOptions = {},
): PythonFunction {
  return new PythonFunction(name, (call) => {
    const { values, places } = bindArguments(call, { name, parameters: parameters.map(parameterOf), required });
    const filled = parameters.filter((one) => values.has(parameterOf(one)));
    const struct = new PythonStruct(
      type,
      call.place,
      filled.map((one) => [fieldOf(one), values.get(parameterOf(one)) ?? null]),
      placesByField(filled, places),
    );
    complete?.(struct, values);
    return struct;
  });
}

export function placesByField(
  parameters: readonly Parameter[],
  places: ReadonlyMap<string, Place>,
): ReadonlyMap<string, Place> {
  const found = parameters.map((one) => [fieldOf(one), places.get(parameterOf(one))] as const);
  return new Map(found.flatMap(([field, place]) => (place === undefined ? [] : [[field, place] as const])));
}

/** The constructor of a thrift struct: fields in thrift order. */
export const thriftFunction = (name: string, type: StructName): PythonFunction =>
  structFunction(
    name,
    type,
    STRUCTS[type].fields.map(([field]) => field),
    {
      complete: (struct) => {
        for (const field of STRUCTS[type].emptyByDefault ?? [])
          if (struct.get(field) === null) struct.fields.set(field, []);
      },
    },
  );

/** The value as a list of structs of a type; `what` names it in the message. */
export function structsOf(value: PythonValue, type: StructName, what: string, place: Place): PythonStruct[] {
  const items: readonly PythonValue[] = Array.isArray(value) ? value : [];
  const structs = items.filter((item) => item instanceof PythonStruct && item.type === type) as PythonStruct[];
  if (!Array.isArray(value) || structs.length < items.length) {
    const wrong = Array.isArray(value) ? items.find((item) => !structs.includes(item as PythonStruct)) : value;
    const message = `${what} is a list of ${type}; this has ${describeValue(wrong ?? null)}.`;
    throw new PythonProblem("wrong-type", place, message, `Write a list of ${type}(…).`);
  }
  return structs;
}

/** The value as a struct of a type. */
export function structOf(value: PythonValue, type: StructName, what: string, place: Place): PythonStruct {
  if (value instanceof PythonStruct && value.type === type) return value;
  const message = `${what} is ${describeValue(value)}, not a ${type}.`;
  throw new PythonProblem("wrong-type", place, message, `Write ${type}(…).`);
}

/** The value as a list of texts. */
export function textsOf(value: PythonValue, what: string, place: Place): string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value as string[];
  const message = `${what} is ${describeValue(value)}, not a list of texts.`;
  throw new PythonProblem("wrong-type", place, message, 'Write a list of texts: ["user_id"].');
}

/** The value as a whole number. */
export function wholeNumberOf(value: PythonValue, what: string, place: Place): number {
  if (typeof value === "number") return value;
  throw new PythonProblem(
    "wrong-type",
    place,
    `${what} is ${describeValue(value)}, not a whole number.`,
    "Write 0 or more.",
  );
}

/** The one of a Source's three kinds that is set, with its name. */
export function sourceOf(source: PythonStruct): { readonly kind: string; readonly inner: PythonStruct } | null {
  for (const kind of ["entities", "events", "joinSource"]) {
    const inner = source.get(kind);
    if (inner instanceof PythonStruct) return { kind, inner };
  }
  return null;
}

/** The query of a source, made when the source has none. */
export function queryOf(source: PythonStruct): PythonStruct {
  const inner = sourceOf(source)?.inner;
  const given = inner?.get("query");
  if (given instanceof PythonStruct) return given;
  const query = new PythonStruct("Query", inner?.place ?? source.place, [["setups", []]]);
  inner?.fields.set("query", query);
  return query;
}
