import { coerceArgument, wrongArgument } from "../analysis/coerce.ts";
import { strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { fail, failType, type Span } from "../failure.ts";
import { schemaFromText } from "../types/parse-type.ts";
import { arrayOf, INT, type SparkType, STRING, sparkTypeName } from "../types/spark-type.ts";
import { type JsonFormats, jsonDecoder, MISFIT } from "../values/json-decode.ts";
import { jsonEncoder } from "../values/json-encode.ts";
import { followJsonPath, parseJsonPath } from "../values/json-path.ts";
import { type JsonNode, readJson } from "../values/json-text.ts";
import type { SparkValue } from "../values/spark-value.ts";
import { define, type FunctionDefinition, simple } from "./definition.ts";
import { remembering } from "./regex.ts";

/** GET_JSON_OBJECT and its relatives read what Hive reads. */
const HIVE = { singleQuotes: true, controls: true } as const;

function schemaArgument(argument: TypedExpression): SparkType {
  const text = argument.constant?.value;
  const schema = typeof text === "string" ? schemaFromText(text) : null;
  if (schema !== null) return schema;
  return typeof text === "string"
    ? fail(
        "expression/parse",
        "PARSE_SYNTAX_ERROR",
        argument.span,
        `"${text}" is no schema.`,
        "Write 'name type, …' or a type.",
      )
    : failType("INVALID_SCHEMA.NON_STRING_LITERAL", argument.span, "The schema must be a constant text.");
}

/** The options of FROM_JSON and TO_JSON: a constant map of texts. */
function optionsArgument(argument: TypedExpression | undefined): ReadonlyMap<string, string> {
  if (argument === undefined) return new Map();
  const value = argument.constant?.value;
  if (argument.type.kind !== "map" || !(value instanceof Map))
    return fail(
      "expression/type",
      "INVALID_OPTIONS.NON_MAP_FUNCTION",
      argument.span,
      "Options must be a constant map of texts.",
      "Write map('timestampFormat', 'dd/MM/yyyy').",
    );
  return new Map([...value].map(([key, option]) => [String(key).toLowerCase(), String(option)]));
}

function formatsOf(options: ReadonlyMap<string, string>): JsonFormats {
  const timestampFormat = options.get("timestampformat");
  const dateFormat = options.get("dateformat");
  return {
    ...(timestampFormat === undefined ? {} : { timestampFormat }),
    ...(dateFormat === undefined ? {} : { dateFormat }),
  };
}

/** A struct without values, for text that is no JSON of its schema. */
function nothing(type: SparkType): SparkValue {
  return type.kind === "struct" ? Object.fromEntries(type.fields.map((field) => [field.key, null])) : null;
}

function buildFromJson(name: string, args: readonly TypedExpression[], span: Span): TypedExpression {
  const [text, schema, options] = args as [TypedExpression, TypedExpression, TypedExpression | undefined];
  const formats = formatsOf(optionsArgument(options));
  const operand = coerceArgument(name, text, 0, STRING);
  const type = schemaArgument(schema);
  if (type.kind !== "struct" && type.kind !== "array" && type.kind !== "map")
    return failType(
      "INVALID_JSON_SCHEMA",
      schema.span,
      `FROM_JSON gives a struct, an array or a map, not ${sparkTypeName(type)}.`,
    );
  const decode = jsonDecoder(type, formats);
  const single = type.kind === "array" && type.element.kind === "struct" ? jsonDecoder(type.element, formats) : null;
  return strict(type, [operand], span, (json: string) => {
    if (json.trim() === "") return null;
    const node = readJson(json, { singleQuotes: true, nonFinite: true });
    if (node === null || node.kind === "null") return nothing(type);
    const value = single !== null && node.kind === "object" ? single(node) : decode(node);
    if (value === MISFIT) return nothing(type);
    return single !== null && node.kind === "object" ? [value] : value;
  });
}

function inferredType(node: JsonNode): string {
  switch (node.kind) {
    case "null":
    case "string":
      return "STRING";
    case "boolean":
      return "BOOLEAN";
    case "number":
      return node.isInteger
        ? node.text.replace("-", "").length < 19
          ? "BIGINT"
          : `DECIMAL(${node.text.replace("-", "").length},0)`
        : "DOUBLE";
    case "array":
      return `ARRAY<${node.items[0] === undefined ? "STRING" : inferredType(node.items[0])}>`;
    case "object":
      return `STRUCT<${[...node.fields]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `${name}: ${inferredType(value)}`)
        .join(", ")}>`;
  }
}

/** Functions that read and write JSON text. */
export const JSON_FUNCTIONS: readonly FunctionDefinition[] = [
  define("get_json_object", [2, 2], ({ name, args, span }) => {
    const operands = args.map((arg, i) => coerceArgument(name, arg, i, STRING));
    const pathOf = remembering(parseJsonPath);
    return strict(STRING, operands, span, (json: string, path: string) => {
      const steps = pathOf(path);
      if (steps === null || steps === "none") return null;
      const node = readJson(json, HIVE);
      return node === null ? null : followJsonPath(node, steps);
    });
  }),
  define("from_json", [2, 3], ({ name, args, span }) => buildFromJson(name, args, span)),
  define("to_json", [1, 2], ({ name, args, span }) => {
    const [operand, settings] = args as [TypedExpression, TypedExpression | undefined];
    const { kind } = operand.type;
    if (kind !== "struct" && kind !== "map" && kind !== "array")
      return wrongArgument(name, operand, 0, "struct, map or array");
    const options = optionsArgument(settings);
    const keepsNullFields = options.get("ignorenullfields")?.toLowerCase() === "false";
    return strict(STRING, [operand], span, jsonEncoder(operand.type, { ...formatsOf(options), keepsNullFields }));
  }),
  simple("json_array_length", {
    takes: [STRING],
    gives: INT,
    compute: (json: string) => {
      const node = readJson(json, HIVE);
      return node?.kind === "array" ? node.items.length : null;
    },
  }),
  simple("json_object_keys", {
    takes: [STRING],
    gives: arrayOf(STRING),
    compute: (json: string) => {
      const node = readJson(json, HIVE);
      return node?.kind === "object" ? node.fields.map(([name]) => name) : null;
    },
  }),
  define("schema_of_json", [1, 2], ({ name, args, span }) => {
    const operand = coerceArgument(name, args[0] as TypedExpression, 0, STRING);
    if (!operand.isFoldable)
      return failType("NON_FOLDABLE_INPUT", operand.span, `The argument of ${name} must be constant.`);
    return strict(STRING, [operand], span, (json: string) => {
      const node = readJson(json, { singleQuotes: true, nonFinite: true });
      return node === null ? null : inferredType(node);
    });
  }),
];
