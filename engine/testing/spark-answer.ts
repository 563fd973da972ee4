import { sparkValueToJson } from "../src/conformance/spark-values.ts";
import { compileSparkExpression, EvaluationError, type SparkValue } from "../src/expression/index.ts";
import type { Json } from "../src/schema/json.ts";

/** A constant expression, its type and its value in the encoding of the Spark cases; or "error" and Spark's name of it. */
export type Example = readonly [sql: string, type: string, value: Json];

/** What the engine makes of a constant expression. */
export function answerOf(sql: string): Example {
  const compiled = compileSparkExpression(sql, []);
  if (!compiled.ok) return [sql, "error", compiled.diagnostics[0]?.sparkError ?? ""];
  const { resultType, sparkType, evaluate } = compiled.expression;
  try {
    return [sql, sparkType, sparkValueToJson(resultType, evaluate([]) as SparkValue)];
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return [sql, "error", error.sparkError];
  }
}
