import type { BeyondRow } from "../analysis/scope.ts";
import { fromRow, type TypedExpression } from "../analysis/typed-expression.ts";
import { fail, type Span } from "../failure.ts";
import { boundedDecimal } from "../types/decimal-type.ts";
import {
  arrayOf,
  BIGINT,
  BINARY,
  BOOLEAN,
  DOUBLE,
  INT,
  isDecimal,
  isIntegral,
  isInterval,
  type SparkType,
  STRING,
  structOf,
  VOID,
} from "../types/spark-type.ts";
import { type FunctionCall, type FunctionDefinition, MANY } from "./definition.ts";

type ResultType = (args: readonly TypedExpression[]) => SparkType;

const first: ResultType = (args) => args[0]?.type ?? VOID;
const always =
  (type: SparkType): ResultType =>
  () =>
    type;

const sum: ResultType = (args) => {
  const type = first(args);
  if (isDecimal(type)) return boundedDecimal(type.precision + 10, type.scale);
  if (isIntegral(type)) return BIGINT;
  return isInterval(type) ? type : DOUBLE;
};

const average: ResultType = (args) => {
  const type = first(args);
  if (isDecimal(type)) return boundedDecimal(type.precision + 4, type.scale + 4);
  return isInterval(type) ? type : DOUBLE;
};

const percentile: ResultType = (args) => (args[1]?.type.kind === "array" ? arrayOf(DOUBLE) : DOUBLE);
const approximatePercentile: ResultType = (args) =>
  args[1]?.type.kind === "array" ? arrayOf(first(args)) : first(args);

/** Aggregate functions by the type that they give; their values need all rows of a group. */
const AGGREGATES: readonly (readonly [names: string, ResultType])[] = [
  ["count count_if approx_count_distinct regr_count hll_sketch_estimate", always(BIGINT)],
  ["sum try_sum", sum],
  ["avg mean try_avg", average],
  ["min max first first_value last last_value any_value mode max_by min_by bit_and bit_or bit_xor", first],
  ["collect_list collect_set array_agg", (args) => arrayOf(first(args))],
  [
    "stddev std stddev_samp stddev_pop variance var_samp var_pop corr covar_pop covar_samp kurtosis skewness median percentile_cont percentile_disc regr_avgx regr_avgy regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy",
    always(DOUBLE),
  ],
  ["percentile", percentile],
  ["percentile_approx approx_percentile", approximatePercentile],
  ["bool_and every bool_or some any", always(BOOLEAN)],
  ["count_min_sketch bitmap_construct_agg bitmap_or_agg hll_sketch_agg hll_union_agg", always(BINARY)],
  [
    "histogram_numeric",
    (args) =>
      arrayOf(
        structOf([
          { name: "x", type: first(args) },
          { name: "y", type: DOUBLE },
        ]),
      ),
  ],
  ["grouping", always({ kind: "tinyint" })],
  ["grouping_id", always(BIGINT)],
];

const WINDOW_ONLY: readonly (readonly [names: string, ResultType])[] = [
  ["row_number rank dense_rank ntile", always(INT)],
  ["percent_rank cume_dist", always(DOUBLE)],
  ["lag lead nth_value", first],
];

const explodedType: ResultType = (args) => {
  const type = first(args);
  if (type.kind === "array") return type.element;
  return type.kind === "map" ? type.key : VOID;
};

const inlinedType: ResultType = (args) => {
  const type = first(args);
  return type.kind === "array" && type.element.kind === "struct" ? (type.element.fields[0]?.type ?? VOID) : VOID;
};

const GENERATORS: readonly (readonly [names: string, ResultType])[] = [
  ["explode explode_outer", explodedType],
  ["posexplode posexplode_outer", always(INT)],
  ["inline inline_outer", inlinedType],
  ["stack", (args) => args[1]?.type ?? VOID],
  ["json_tuple", always(STRING)],
];

/** A value that is never computed, of a known type. */
const unknowable = (type: SparkType, span: Span): TypedExpression => fromRow(type, null, span, () => null);

function group(kind: BeyondRow, table: readonly (readonly [string, ResultType])[]): FunctionDefinition[] {
  return table.map(([names, type]) => ({
    names: names.split(" "),
    arity: [0, MANY] as const,
    isHigherOrder: true,
    needs: kind,
    build: (call) => note(kind, call, type),
  }));
}

function note(kind: BeyondRow, call: FunctionCall, type: ResultType): TypedExpression {
  const { scope, span, nodes, compile } = call;
  if (kind === "generator" && !scope.isRoot(span))
    fail(
      "expression/type",
      "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS",
      span,
      `${call.name} makes rows and cannot stand inside an expression.`,
      "Use it alone.",
    );
  if (kind === "window" && call.modifier !== "over")
    fail(
      "expression/type",
      "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE",
      span,
      `${call.name} needs an OVER clause.`,
      "Windows are declared in the GroupBy.",
    );
  scope.noteBeyondRow(kind, span);
  const args = kind === "aggregate" ? scope.insideAggregate(span, () => nodes.map(compile)) : nodes.map(compile);
  return unknowable(type(args), span);
}

/** Aggregates, window functions and row generators: typed, so that their use can be explained, but never run. */
export const BEYOND_ROW_FUNCTIONS: readonly FunctionDefinition[] = [
  ...group("aggregate", AGGREGATES),
  ...group("window", WINDOW_ONLY),
  ...group("generator", GENERATORS),
];
