import { coerceArgument } from "../analysis/coerce.ts";
import { lenient, literal, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError, ExpressionFailure } from "../failure.ts";
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  INT,
  type SparkType,
  STRING,
  sparkTypeName,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  VOID,
} from "../types/spark-type.ts";
import { define, type FunctionCall, type FunctionDefinition, MANY } from "./definition.ts";

/** Functions whose value is not in the row: it would differ from run to run. */
const UNREPEATABLE: readonly (readonly [names: string, type: SparkType, of: string])[] = [
  ["current_date curdate", DATE, "the clock"],
  ["current_timestamp now", TIMESTAMP, "the clock"],
  ["localtimestamp", TIMESTAMP_NTZ, "the clock"],
  ["rand random randn", DOUBLE, "chance"],
  ["uuid", STRING, "chance"],
  ["shuffle", VOID, "chance"],
  ["monotonically_increasing_id", BIGINT, "the place of a row"],
  ["spark_partition_id", INT, "the place of a row"],
  ["input_file_name", STRING, "the place of a row"],
  ["current_user user session_user", STRING, "the user"],
];

/** Refuses a function that depends on something outside the row; Spark's type of it is still told. */
function refuse({ name, span }: FunctionCall, type: SparkType, of: string): never {
  throw new ExpressionFailure({
    code: "expression/not-row-level",
    sparkError: "",
    sparkType: sparkTypeName(type),
    severity: "error",
    message: `${name} depends on ${of}, so a feature would differ between runs.`,
    hint: "Use a column of the event, such as its time.",
    path: [],
    span,
  });
}

const constant = (names: string, value: string): FunctionDefinition =>
  define(names, [0, 0], ({ span }) => ({ ...literal(STRING, value, span), isLiteral: false }));

/** What Spark knows of its surroundings; anything that is not the same in every run is refused. */
export const ENVIRONMENT_FUNCTIONS: readonly FunctionDefinition[] = [
  ...UNREPEATABLE.map(([names, type, of]) => define(names, [0, MANY], (call) => refuse(call, type, of))),
  constant("current_timezone", "UTC"),
  constant("current_catalog", "spark_catalog"),
  constant("current_database current_schema", "default"),
  define("assert_true", [1, 2], ({ name, args, span }) => {
    const [test, message] = args as [TypedExpression, TypedExpression | undefined];
    const operands = [coerceArgument(name, test, 0, BOOLEAN)];
    if (message !== undefined) operands.push(coerceArgument(name, message, 1, STRING));
    return lenient(VOID, operands, span, (isTrue: boolean | null, text?: string | null) => {
      if (isTrue === true) return null;
      throw new EvaluationError("java.lang.RuntimeException", text ?? "The assertion is not true.");
    });
  }),
  define("raise_error", [1, 1], ({ name, args, span }) => {
    const message = coerceArgument(name, args[0] as TypedExpression, 0, STRING);
    return lenient(VOID, [message], span, (text: string | null) => {
      throw new EvaluationError("java.lang.RuntimeException", text ?? "null");
    });
  }),
];
