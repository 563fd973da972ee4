import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { sparkValueFromJson } from "../src/conformance/spark-values.ts";
import {
  compileSparkExpression,
  EvaluationError,
  loadSqlParser,
  type SparkValue,
  typeFromText,
} from "../src/expression/index.ts";
import type { Json } from "../src/schema/json.ts";
import type { Row } from "../src/schema/value.ts";
import { check } from "./property.ts";
import { belongsTo, randomExpression } from "./random-expression.ts";

const fixture = JSON.parse(
  readFileSync(new URL("../golden/spark/spark_sql/fixture.json", import.meta.url), "utf8"),
) as { schema: { name: string; type: string }[]; rows: Record<string, Json>[] };
const columns = fixture.schema.map(({ name, type }) => ({
  name,
  type: typeFromText(type) ?? { kind: "void" as const },
}));
const rows = fixture.rows.map(
  (row) => columns.map(({ name, type }) => sparkValueFromJson(type, row[name] ?? null)) as unknown as Row,
);

describe("any expression", () => {
  beforeAll(loadSqlParser);

  it("is refused with a place, fails as Spark fails, or gives values of its type", () => {
    check(
      "is refused with a place, fails as Spark fails, or gives values of its type",
      fc.property(randomExpression(columns.map((column) => column.name)), (sql) => {
        const compiled = compileSparkExpression(sql, columns);
        if (!compiled.ok) {
          const { start = -1, end = -1 } = compiled.diagnostics[0]?.span ?? {};
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(sql.length);
          expect(end).toBeGreaterThan(start);
          return;
        }
        const { resultType, sparkType, evaluate } = compiled.expression;
        for (const row of rows) {
          try {
            const value = evaluate(row) as SparkValue;
            expect([sql, sparkType, belongsTo(resultType, value)]).toEqual([sql, sparkType, true]);
          } catch (error) {
            if (!(error instanceof EvaluationError)) throw error;
          }
        }
      }),
      { factor: 5 },
    );
  });
});
