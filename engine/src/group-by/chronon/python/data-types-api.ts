import { DataKind } from "../structs.ts";
import { bindArguments } from "./bind-arguments.ts";
import { type Place, PythonProblem } from "./place.ts";
import {
  describeValue,
  PythonFunction,
  PythonNamespace,
  PythonStruct,
  PythonTuple,
  type PythonValue,
} from "./python-value.ts";
import { structOf } from "./struct-api.ts";

const dataType = (place: Place, kind: string, fields: readonly (readonly [string, PythonValue])[] = []): PythonStruct =>
  new PythonStruct("TDataType", place, [["kind", DataKind[kind] ?? null], ...fields]);

const dataField = (place: Place, name: PythonValue, type: PythonValue): PythonStruct =>
  new PythonStruct("DataField", place, [
    ["name", name],
    ["dataType", type],
  ]);

const NOWHERE: Place = { file: { path: "", text: "" }, start: 0, end: 0 };

/** Pairs like `("name", DataType.STRING)` as fields. */
export function fieldsOf(value: PythonValue, what: string, place: Place): PythonStruct[] {
  const items = Array.isArray(value) ? value : value instanceof PythonTuple ? value.items : null;
  const fields = items?.map((item) => {
    const [name, type] = item instanceof PythonTuple ? item.items : Array.isArray(item) ? item : [];
    return typeof name === "string" && type instanceof PythonStruct ? dataField(place, name, type) : null;
  });
  const complete = fields?.filter((field) => field !== null) ?? [];
  if (items !== null && complete.length === items.length) return complete;
  const message = `${what} is ${describeValue(value)} that does not hold pairs of a name and a type.`;
  throw new PythonProblem("wrong-type", place, message, 'Write [("city", DataType.STRING)].');
}

const listType = new PythonFunction("LIST", (call) => {
  const { values } = bindArguments(call, { name: "DataType.LIST", parameters: ["elem_type"], required: ["elem_type"] });
  const element = structOf(values.get("elem_type") ?? null, "TDataType", "The element", call.place);
  return dataType(call.place, "LIST", [["params", [dataField(call.place, "elem", element)]]]);
});

const mapType = new PythonFunction("MAP", (call) => {
  const parameters = ["key_type", "value_type"];
  const { values } = bindArguments(call, { name: "DataType.MAP", parameters, required: parameters });
  const key = structOf(values.get("key_type") ?? null, "TDataType", "The key", call.place);
  if (key.get("kind") !== DataKind.STRING)
    throw new PythonProblem("wrong-type", call.place, "The key of a map is not STRING.", "Use DataType.STRING.");
  const value = structOf(values.get("value_type") ?? null, "TDataType", "The value", call.place);
  return dataType(call.place, "MAP", [
    ["params", [dataField(call.place, "key", key), dataField(call.place, "value", value)]],
  ]);
});

/** A struct type. */
export const structTypeOf = (place: Place, name: PythonValue, fields: PythonValue): PythonStruct =>
  dataType(place, "STRUCT", [
    ["params", fields],
    ["name", name],
  ]);

const structType = new PythonFunction("STRUCT", (call) => {
  const name = "DataType.STRUCT";
  const { values, list } = bindArguments(call, { name, parameters: ["name"], required: ["name"], takesList: true });
  return structTypeOf(call.place, values.get("name") ?? null, fieldsOf([...list], "DataType.STRUCT", call.place));
});

const PRIMITIVES = ["BOOLEAN", "SHORT", "INT", "LONG", "FLOAT", "DOUBLE", "STRING", "BINARY"];

export const dataTypes = new PythonNamespace("DataType", [
  ...PRIMITIVES.map((kind) => [kind, dataType(NOWHERE, kind)] as const),
  ["LIST", listType],
  ["MAP", mapType],
  ["STRUCT", structType],
]);
