import { TilescopeError } from "../../errors.ts";
import { compileExpression } from "../../expression/index.ts";
import type { OperationName } from "../../group-by/group-by.ts";
import { stringifyJson, valueToJson } from "../../schema/json.ts";
import { type DataType, isList, isMap } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import { editDistance } from "./edit-distance.ts";

/** A measure of one column: what is taken from the two values of a row, and how that is aggregated. */
export interface ColumnMetric {
  readonly name: string;
  readonly type: DataType;
  readonly operation: OperationName;
  measure(left: Value, right: Value): Value;
}

const NUMBERS: ReadonlySet<DataType> = new Set<DataType>(["byte", "short", "int", "long", "float", "double"]);

/** What is measured of any column, in Spark SQL over `l` and `r`. */
const NULLS = [
  ["both_null", "l IS NULL AND r IS NULL"],
  ["left_null", "l IS NULL AND r IS NOT NULL"],
  ["right_null", "l IS NOT NULL AND r IS NULL"],
] as const;
/** A null side makes the condition null, and so the error 0. */
const RELATIVE_ERROR =
  "CASE WHEN abs(l) + abs(r) != 0.0D THEN CAST(abs(l - r) * 2 AS DOUBLE) / (abs(l) + abs(r)) ELSE 0.0D END";

/** The metrics of a column of `type`, as Chronon's consistency job defines them. Needs `loadSqlParser()` before. */
export function columnMetrics(column: string, type: DataType): ColumnMetric[] {
  // Maps are compared by their text, in which keys are sorted.
  const compared = isMap(type) ? "string" : type;
  const text = (value: Value): Value => (isMap(type) ? mapText(type, value) : value);
  const sql = (name: string, operation: OperationName, expression: string): ColumnMetric => {
    const schema = [
      { name: "l", type: compared },
      { name: "r", type: compared },
    ];
    const compiled = compileExpression(expression, schema);
    if (!compiled.ok || compiled.expression.type === null)
      throw new TilescopeError("offline/not-comparable", `Values of ${column} cannot be compared`);
    const { type: resultType, evaluate } = compiled.expression;
    return {
      name: `${column}_${name}`,
      type: resultType,
      operation,
      measure: (left, right) => evaluate([text(left), text(right)]),
    };
  };
  const distance = (name: "insert" | "delete"): ColumnMetric => ({
    name: `${column}_edit_distance_${name}`,
    type: "int",
    operation: "APPROX_PERCENTILE",
    measure: (left, right) => {
      const found = editDistance(left as readonly Value[] | null, right as readonly Value[] | null);
      return name === "insert" ? found.inserts : found.deletes;
    },
  });
  const ofNumbers = (): ColumnMetric[] => [
    sql("smape", "AVERAGE", RELATIVE_ERROR),
    sql("left_minus_right", "APPROX_PERCENTILE", "l - r"),
    sql("left", "APPROX_PERCENTILE", "l"),
    sql("right", "APPROX_PERCENTILE", "r"),
  ];
  const ofLists = (): ColumnMetric[] => [
    distance("insert"),
    distance("delete"),
    sql("left_length", "APPROX_PERCENTILE", "size(l)"),
    sql("right_length", "APPROX_PERCENTILE", "size(r)"),
    sql("mismatch_length", "SUM", "l IS NOT NULL AND r IS NOT NULL AND size(l) != size(r)"),
  ];
  return [
    ...NULLS.map(([name, expression]) => sql(name, "SUM", expression)),
    ...(NUMBERS.has(type) ? ofNumbers() : isList(type) ? ofLists() : []),
    sql("mismatch", "SUM", "l IS NOT NULL AND r IS NOT NULL AND l != r"),
    { name: `${column}_total`, type: "boolean", operation: "COUNT", measure: () => true },
  ];
}

function mapText(type: DataType, value: Value): Value {
  if (value === null || !isMap(type)) return null;
  const entries = [...(value as ReadonlyMap<string, Value>)].filter(([, item]) => item !== null);
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return stringifyJson(entries.map(([key, item]) => [key, valueToJson(type.map, item)]));
}
