import { castTo, coerceArgument, wrongArgument } from "../analysis/coerce.ts";
import { lenient, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { failType, type Span } from "../failure.ts";
import { tightestCommonType } from "../types/common-type.ts";
import { INT, isIntegral, sparkTypeName } from "../types/spark-type.ts";
import { ANY_ARRAY, ANY_MAP, oneOf } from "../types/type-rule.ts";
import { mapGetter } from "../values/map-access.ts";
import type { SparkArray, SparkMap, SparkValue } from "../values/spark-value.ts";
import { elementAt } from "./array.ts";
import { define, type FunctionDefinition } from "./definition.ts";

function mapValue(name: string, map: TypedExpression, key: TypedExpression, span: Span): TypedExpression {
  if (map.type.kind !== "map") return wrongArgument(name, map, 0, "array or map");
  const keyType = tightestCommonType(map.type.key, key.type);
  if (keyType === null)
    return failType(
      "MAP_FUNCTION_DIFF_TYPES",
      span,
      `${name} needs a key of type ${sparkTypeName(map.type.key)}, but it is ${sparkTypeName(key.type)}.`,
      "Cast the key.",
    );
  const get = mapGetter(keyType);
  const operands = [castTo(map, { ...map.type, key: keyType }), castTo(key, keyType)];
  return strict(map.type.value, operands, span, (of: SparkMap, wanted: SparkValue) => get(of, wanted) ?? null);
}

function buildElementAt(name: string, args: readonly TypedExpression[], span: Span): TypedExpression {
  const [of, index] = args as [TypedExpression, TypedExpression];
  if (of.type.kind !== "array") return mapValue(name, of, index, span);
  if ((!isIntegral(index.type) || index.type.kind === "bigint") && index.type.kind !== "void")
    return wrongArgument(name, index, 1, "int");
  return strict(of.type.element, [of, castTo(index, INT)], span, elementAt);
}

/** Functions that take an array or a map. */
export const COLLECTION_FUNCTIONS: readonly FunctionDefinition[] = [
  define("size cardinality", [1, 1], ({ name, args, span }) => {
    const operand = coerceArgument(name, args[0] as TypedExpression, 0, oneOf(ANY_ARRAY, ANY_MAP));
    return lenient(INT, [operand], span, (value: SparkArray | SparkMap | null) => {
      if (value === null) return -1;
      return "size" in value ? value.size : value.length;
    });
  }),
  define("element_at try_element_at", [2, 2], ({ name, args, span }) => buildElementAt(name, args, span)),
];
