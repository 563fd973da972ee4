import {
  compileSparkExpression,
  compileSparkWheres,
  EvaluationError,
  type ExpressionDiagnostic,
  endsInLineComment,
  loadSqlParser,
  type SparkColumn,
  type SparkType,
  type SparkValue,
  typeFromText,
  type WheresForm,
  withoutBareAlias,
} from "../expression/index.ts";
import { type Json, parseJson } from "../schema/json.ts";
import type { Row } from "../schema/value.ts";
import { FIXTURE_BATCH_ROWS, readFromCache } from "./cached-scan.ts";
import type { ConformanceAnswer, ConformanceCase, ConformanceHandler } from "./handler.ts";
import { sparkValueFromJson, sparkValueToJson } from "./spark-values.ts";

interface Fixture {
  readonly columns: readonly SparkColumn[];
  readonly rows: readonly Row[];
}

function readFixture(text: string): Fixture {
  const json = parseJson(text) as { schema: { name: string; type: string }[]; rows: { [name: string]: Json }[] };
  const columns = json.schema.map(({ name, type }) => ({
    name,
    type: typeFromText(type) ?? { kind: "void" as const },
  }));
  const rows = json.rows.map((row) => columns.map(({ name, type }) => sparkValueFromJson(type, row[name] ?? null)));
  return { columns, rows: rows as readonly SparkValue[][] as readonly Row[] };
}

let latest: { readonly text: string; readonly fixture: Fixture } | null = null;

function fixtureOf(text: string): Fixture {
  if (latest?.text !== text) latest = { text, fixture: readFixture(text) };
  return latest.fixture;
}

function errorOf(diagnostic: ExpressionDiagnostic): { [field: string]: Json } {
  const phase = diagnostic.code === "expression/parse" ? "parse" : "analysis";
  return { error: { phase, errorClass: diagnostic.sparkError } };
}

function runtimeError(error: unknown): { [field: string]: Json } {
  if (!(error instanceof EvaluationError)) throw error;
  return { error: { phase: "runtime", errorClass: error.sparkError } };
}

type Answer = { [field: string]: Json };

function answerSelect(sql: string, fixture: Fixture): Answer {
  const { columns, rows } = fixture;
  const compiled = compileSparkExpression(sql, columns);
  if (!compiled.ok) {
    const [diagnostic] = compiled.diagnostics;
    if (diagnostic === undefined) throw new Error("A failure without diagnostics");
    const named = diagnostic.code === "expression/parse" ? withoutBareAlias(sql) : null;
    if (named !== null) return answerSelect(named, fixture);
    if (diagnostic.code !== "expression/not-row-level") return errorOf(diagnostic);
    return { type: diagnostic.sparkType ?? "", notRowLevel: true };
  }
  const { resultType, sparkType, evaluate } = compiled.expression;
  const toJson = (value: SparkValue): Json => sparkValueToJson(resultType satisfies SparkType, value);
  const perRow = rows.map((row): { [field: string]: Json } => {
    try {
      return { v: toJson(evaluate(row) as SparkValue) };
    } catch (error) {
      return runtimeError(error);
    }
  });
  const failures = perRow.filter((entry) => "error" in entry);
  if (failures.length === 0) return { type: sparkType, results: perRow.map((entry) => entry.v ?? null) };
  const [first] = failures;
  if (failures.length === perRow.length && first !== undefined) return first;
  return { type: sparkType, perRow };
}

function answerWheres(wheres: readonly string[], form: WheresForm, { columns, rows }: Fixture): Json {
  const compiled = compileSparkWheres(wheres, columns, form);
  if (!compiled.ok) {
    const [diagnostic] = compiled.diagnostics;
    return diagnostic === undefined ? null : errorOf(diagnostic);
  }
  const { sql, keeps } = compiled.expression;
  try {
    const read = readFromCache(sql, columns, rows, FIXTURE_BATCH_ROWS);
    return { kept: rows.map((row) => read.has(row) && keeps(row)) };
  } catch (error) {
    return runtimeError(error);
  }
}

/** Spark SQL: one expression over the rows of the fixture, or a list of filters in both joined forms. */
export const sparkSql: ConformanceHandler = async (testCase: ConformanceCase, siblings): Promise<ConformanceAnswer> => {
  await loadSqlParser();
  const fixture = fixtureOf(await siblings("fixture.json"));
  if (Array.isArray(testCase.wheres)) {
    const wheres = testCase.wheres.map(String);
    return {
      actual: {
        bracketed: answerWheres(wheres, "bracketed", fixture),
        plain: answerWheres(wheres, "plain", fixture),
      },
    };
  }
  if (typeof testCase.expr !== "string") return { unsupported: "a Spark case holds expr or wheres" };
  const answer = answerSelect(testCase.expr, fixture);
  return { actual: endsInLineComment(testCase.expr) ? { ...answer, asSelect: { aliasLost: true } } : answer };
};
