import type { Row } from "../../schema/value.ts";
import { castTo } from "../analysis/coerce.ts";
import { derive, type TypedExpression } from "../analysis/typed-expression.ts";
import { failType } from "../failure.ts";
import type { SyntaxNode } from "../syntax/syntax-tree.ts";
import { tightestCommonType } from "../types/common-type.ts";
import { mapOf, type SparkType } from "../types/spark-type.ts";
import { mapGetter } from "../values/map-access.ts";
import { mapBuilder } from "../values/map-builder.ts";
import type { SparkMap, SparkValue } from "../values/spark-value.ts";
import { checkKeyType } from "./constructors.ts";
import type { FunctionCall, FunctionDefinition } from "./definition.ts";
import { condition } from "./higher-order.ts";
import { compileLambda, type Lambda } from "./lambda.ts";
import { mapArgument } from "./map.ts";

const mapOperand = (call: FunctionCall, index: number) =>
  mapArgument(call.name, call.compile(call.nodes[index] as SyntaxNode), index);

/** A function that walks through one map with a lambda of key and value. */
function overMap(
  name: string,
  build: (
    call: FunctionCall,
    lambda: Lambda,
    type: Extract<SparkType, { kind: "map" }>,
  ) => { type: SparkType; compute: (map: SparkMap, row: Row) => SparkValue },
): FunctionDefinition {
  return {
    names: [name],
    arity: [2, 2],
    isHigherOrder: true,
    build: (call): TypedExpression => {
      const { operand, type } = mapOperand(call, 0);
      const lambda = compileLambda(call, 1, [type.key, type.value]);
      const result = build(call, lambda, type);
      const { evaluate } = operand;
      return derive(result.type, [operand, lambda.body], call.span, (row) => {
        const map = evaluate(row);
        return map === null ? null : result.compute(map as SparkMap, row);
      });
    },
  };
}

function buildZip(call: FunctionCall): TypedExpression {
  const left = mapOperand(call, 0);
  const right = mapOperand(call, 1);
  const key = tightestCommonType(left.type.key, right.type.key);
  if (key === null)
    return failType("MAP_ZIP_WITH_DIFF_TYPES", call.span, "map_zip_with needs two maps with keys of one type.");
  const lambda = compileLambda(call, 2, [key, left.type.value, right.type.value]);
  const get = mapGetter(key);
  const build = mapBuilder(key);
  const maps = [left, right].map(({ operand, type }) => castTo(operand, mapOf(key, type.value)).evaluate);
  return derive(mapOf(key, lambda.type), [left.operand, right.operand, lambda.body], call.span, (row) => {
    const [a = null, b = null] = maps.map((evaluate) => evaluate(row) as SparkMap | null);
    if (a === null || b === null) return null;
    const keys = [...a.keys(), ...[...b.keys()].filter((of) => get(a, of) === undefined)];
    return build(keys.map((of) => [of, lambda.apply(row, of, get(a, of) ?? null, get(b, of) ?? null)] as const));
  });
}

/** Functions on maps that take a lambda. */
export const HIGHER_ORDER_MAP_FUNCTIONS: readonly FunctionDefinition[] = [
  overMap("map_filter", (call, lambda, type) => {
    condition(call, 1, lambda);
    return {
      type,
      compute: (map, row) => new Map([...map].filter(([key, value]) => lambda.apply(row, key, value) === true)),
    };
  }),
  overMap("transform_values", (_call, lambda, type) => ({
    type: mapOf(type.key, lambda.type),
    compute: (map, row) => new Map([...map].map(([key, value]) => [key, lambda.apply(row, key, value)])),
  })),
  overMap("transform_keys", (call, lambda, type) => {
    checkKeyType(lambda.type, call.span);
    const build = mapBuilder(lambda.type);
    return {
      type: mapOf(lambda.type, type.value),
      compute: (map, row) => build([...map].map(([key, value]) => [lambda.apply(row, key, value), value] as const)),
    };
  }),
  { names: ["map_zip_with"], arity: [3, 3], isHigherOrder: true, build: buildZip },
];
