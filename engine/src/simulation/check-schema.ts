import { type DataType, describeType, type ScalarType, type Schema } from "../schema/schema.ts";
import { type DefinitionCheck, isObject, type Path } from "./definition-check.ts";

const SCALARS: readonly string[] = [
  "boolean",
  "byte",
  "short",
  "int",
  "long",
  "float",
  "double",
  "string",
  "binary",
  "date",
  "timestamp",
] satisfies ScalarType[];

const fieldsOf = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json : []);

/** Whether a JSON value is a type of the engine. */
export function isDataType(json: unknown): json is DataType {
  if (typeof json === "string") return SCALARS.includes(json);
  if (!isObject(json)) return false;
  if ("list" in json) return isDataType(json.list);
  if ("map" in json) return isDataType(json.map);
  return (
    typeof json.struct === "string" &&
    fieldsOf(json.fields).length > 0 &&
    fieldsOf(json.fields).every((field) => isObject(field) && typeof field.name === "string" && isDataType(field.type))
  );
}

/** Checks name and type of one column. True when both are fine. */
export function checkColumn(check: DefinitionCheck, json: unknown, path: Path, names: Set<string>): boolean {
  const column = check.object(json, path, "The column");
  if (column === null) return false;
  check.text(column, "name", path);
  const { name, type } = column;
  if (typeof name === "string") {
    if (names.has(name))
      check.error([...path, "name"], "repeated-column", `There are two columns "${name}".`, "Rename one of them.");
    names.add(name);
  }
  if (!isDataType(type))
    check.error(
      [...path, "type"],
      "unknown-type",
      "The column has no type that is known.",
      `Use ${SCALARS.join(", ")}.`,
    );
  return typeof name === "string" && isDataType(type);
}

const TIME_TYPES: readonly unknown[] = ["int", "long", "float", "double", "string", "timestamp"];

/** Checks a schema. Returns the columns that are fine. */
export function checkColumns(check: DefinitionCheck, json: unknown): Schema {
  const names = new Set<string>();
  const items = fieldsOf(json);
  if (items.length === 0)
    check.error(["schema"], "no-schema", "The stream has no columns.", "List each column with its name and type.");
  return items.filter((item, i) => checkColumn(check, item, ["schema", i], names)) as unknown as Schema;
}

/** Checks a schema and that its time column can hold a time. Returns the columns that are fine. */
export function checkSchema(check: DefinitionCheck, json: unknown, timeColumn: unknown): Schema {
  const schema = checkColumns(check, json);
  const time = schema.find((field) => field.name === timeColumn);
  if (time === undefined) {
    const known = schema.map((field) => field.name).join(", ");
    check.error(["timeColumn"], "unknown-time-column", `There is no column "${timeColumn}".`, `Columns: ${known}.`);
  } else if (!TIME_TYPES.includes(time.type))
    check.error(
      ["timeColumn"],
      "bad-time-type",
      `The column "${time.name}" is ${describeType(time.type)} and holds no time.`,
      "Use a long in ms, a timestamp or a text.",
    );
  return schema;
}
