import { castTo, coerceArgument, wrongArgument } from "../analysis/coerce.ts";
import { strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError, failType } from "../failure.ts";
import { tightestCommonType, widerTypeOfAll } from "../types/common-type.ts";
import {
  arrayOf,
  BOOLEAN,
  type MapType,
  mapOf,
  type SparkType,
  STRING,
  sparkTypeName,
  structOf,
} from "../types/spark-type.ts";
import { ANY_ARRAY, ANY_MAP } from "../types/type-rule.ts";
import { javaRegex, splitByRegex } from "../values/java-regex.ts";
import { mapGetter } from "../values/map-access.ts";
import { mapBuilder } from "../values/map-builder.ts";
import type { SparkArray, SparkMap, SparkStruct, SparkValue } from "../values/spark-value.ts";
import { checkKeyType } from "./constructors.ts";
import { define, type FunctionDefinition, MANY } from "./definition.ts";
import { remembering } from "./regex.ts";

/** An argument that must be a map. */
export function mapArgument(
  name: string,
  argument: TypedExpression,
  index = 0,
): { operand: TypedExpression; type: MapType } {
  const operand = coerceArgument(name, argument, index, ANY_MAP);
  return operand.type.kind === "map" ? { operand, type: operand.type } : wrongArgument(name, argument, index, "map");
}

function ofMap(
  name: string,
  gives: (type: MapType) => SparkType,
  compute: (map: SparkMap) => SparkValue,
): FunctionDefinition {
  return define(name, [1, 1], ({ args, span }) => {
    const { operand, type } = mapArgument(name, args[0] as TypedExpression);
    return strict(gives(type), [operand], span, compute);
  });
}

const entryType = (type: MapType): SparkType =>
  structOf([
    { name: "key", type: type.key },
    { name: "value", type: type.value },
  ]);

function textToMap(text: string, pairs: RegExp, pair: RegExp): Iterable<readonly [SparkValue, SparkValue]> {
  return splitByRegex(text, pairs, -1).map((entry) => {
    const [key = "", value = null] = splitByRegex(entry, pair, 2);
    return [key, value] as const;
  });
}

/** Functions on maps that take no lambda. */
export const MAP_FUNCTIONS: readonly FunctionDefinition[] = [
  ofMap(
    "map_keys",
    (type) => arrayOf(type.key),
    (map) => [...map.keys()],
  ),
  ofMap(
    "map_values",
    (type) => arrayOf(type.value),
    (map) => [...map.values()],
  ),
  ofMap(
    "map_entries",
    (type) => arrayOf(entryType(type)),
    (map) => [...map].map(([key, value]): SparkStruct => ({ key, value })),
  ),
  define("map_contains_key", [2, 2], ({ name, args, span }) => {
    const { operand, type } = mapArgument(name, args[0] as TypedExpression);
    const [, key] = args as [TypedExpression, TypedExpression];
    if (key.type.kind === "void") return failType("NULL_TYPE", key.span, `${name} does not take an untyped NULL.`);
    const keyType = tightestCommonType(type.key, key.type);
    if (keyType === null)
      return failType("MAP_FUNCTION_DIFF_TYPES", span, `${name} needs a key of type ${sparkTypeName(type.key)}.`);
    const get = mapGetter(keyType);
    return strict(
      BOOLEAN,
      [castTo(operand, mapOf(keyType, type.value)), castTo(key, keyType)],
      span,
      (map: SparkMap, wanted: SparkValue) => get(map, wanted) !== undefined,
    );
  }),
  define("map_from_arrays", [2, 2], ({ name, args, span }) => {
    const [keys, values] = args.map((arg, i) => coerceArgument(name, arg, i, ANY_ARRAY)) as [
      TypedExpression,
      TypedExpression,
    ];
    if (keys.type.kind !== "array" || values.type.kind !== "array") return wrongArgument(name, keys, 0, "array");
    checkKeyType(keys.type.element, span);
    const build = mapBuilder(keys.type.element);
    return strict(
      mapOf(keys.type.element, values.type.element),
      [keys, values],
      span,
      (of: SparkArray, to: SparkArray) => {
        if (of.length !== to.length)
          throw new EvaluationError(
            "_LEGACY_ERROR_TEMP_2128",
            "The key array and value array of a map must have the same length.",
          );
        return build(of.map((key, i) => [key, to[i] ?? null] as const));
      },
    );
  }),
  define("map_from_entries", [1, 1], ({ name, args, span }) => {
    const [entries] = args as [TypedExpression];
    const struct =
      entries.type.kind === "array" && entries.type.element.kind === "struct" ? entries.type.element : null;
    const [key, value] = struct?.fields ?? [];
    if (key === undefined || value === undefined || struct?.fields.length !== 2)
      return failType("MAP_FROM_ENTRIES_WRONG_TYPE", span, `${name} takes an array of structs with two fields.`);
    checkKeyType(key.type, span);
    const build = mapBuilder(key.type);
    return strict(mapOf(key.type, value.type), [entries], span, (list: readonly (SparkStruct | null)[]) =>
      list.includes(null)
        ? null
        : build(list.map((entry) => [entry?.[key.key] ?? null, entry?.[value.key] ?? null] as const)),
    );
  }),
  define("map_concat", [0, MANY], ({ name, args, span }) => {
    const type = args.length === 0 ? mapOf(STRING, STRING) : widerTypeOfAll(args.map((arg) => arg.type));
    if (type?.kind !== "map")
      return failType("MAP_CONCAT_DIFF_TYPES", span, `${name} takes maps of one type.`, "Cast them to one type.");
    const build = mapBuilder(type.key);
    return strict(
      type,
      args.map((arg) => castTo(arg, type)),
      span,
      (...maps: SparkMap[]) => build(maps.flatMap((map) => [...map])),
    );
  }),
  define("str_to_map", [1, 3], ({ name, args, span }) => {
    const texts = args.map((arg, i) => coerceArgument(name, arg, i, STRING));
    const build = mapBuilder(STRING);
    const [pairsOf, pairOf] = [remembering(javaRegex), remembering(javaRegex)];
    return strict(mapOf(STRING, STRING), texts, span, (text: string, pairs = ",", pair = ":") =>
      build(textToMap(text, pairsOf(pairs), pairOf(pair))),
    );
  }),
];
