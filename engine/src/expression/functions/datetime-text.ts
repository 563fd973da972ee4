import type { Long } from "../../schema/value.ts";
import { castTo, coerceArgument } from "../analysis/coerce.ts";
import { literal, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import type { Span } from "../failure.ts";
import { BIGINT, DATE, type SparkType, STRING, TIMESTAMP, TIMESTAMP_NTZ } from "../types/spark-type.ts";
import { NUMERIC, oneOf } from "../types/type-rule.ts";
import { MICROS_PER_SECOND } from "../values/calendar.ts";
import { legacyFormatter } from "../values/format-legacy.ts";
import { divideLong, multiplyLong } from "../values/long-arithmetic.ts";
import { legacyParser } from "../values/parse-legacy.ts";
import { define, type FunctionDefinition } from "./definition.ts";
import { remembering } from "./regex.ts";

const DEFAULT_PATTERN = "yyyy-MM-dd HH:mm:ss";

const TIME_OR_TEXT = oneOf(STRING, DATE, TIMESTAMP, TIMESTAMP_NTZ);

const patternArgument = (name: string, argument: TypedExpression | undefined, span: Span): TypedExpression =>
  argument === undefined ? literal(STRING, DEFAULT_PATTERN, span) : coerceArgument(name, argument, 1, STRING);

/** A text read with a pattern as a timestamp. */
function parsed(text: TypedExpression, pattern: TypedExpression, span: Span): TypedExpression {
  const parserOf = remembering(legacyParser);
  return strict(TIMESTAMP, [text, pattern], span, (of: string, by: string) => parserOf(by)(of));
}

/** Whole seconds of a timestamp, towards zero. */
const toSeconds = (timestamp: TypedExpression, span: Span): TypedExpression =>
  strict(BIGINT, [timestamp], span, (micros: Long) => divideLong(micros, MICROS_PER_SECOND));

function unixTimestamp(names: string): FunctionDefinition {
  return define(names, [1, 2], ({ name, args, span }) => {
    const time = coerceArgument(name, args[0] as TypedExpression, 0, TIME_OR_TEXT);
    if (time.type.kind !== "string") return toSeconds(castTo(time, TIMESTAMP), span);
    return toSeconds(parsed(time, patternArgument(name, args[1], span), span), span);
  });
}

/** TO_TIMESTAMP and TO_DATE: a cast without a pattern; with one, only text is read by it. */
function toTime(names: string, type: SparkType, takesNumbers: boolean): FunctionDefinition {
  return define(names, [1, 2], ({ name, args, span }) => {
    const rule = takesNumbers ? oneOf(STRING, DATE, TIMESTAMP, TIMESTAMP_NTZ, NUMERIC) : TIME_OR_TEXT;
    const time = coerceArgument(name, args[0] as TypedExpression, 0, rule);
    const [, pattern] = args;
    if (pattern === undefined) return castTo(time, type, span);
    if (time.type.kind === "date" || time.type.kind.startsWith("timestamp"))
      return castTo(castTo(time, TIMESTAMP), type, span);
    return castTo(parsed(castTo(time, STRING), coerceArgument(name, pattern, 1, STRING), span), type, span);
  });
}

function formatted(time: TypedExpression, pattern: TypedExpression, span: Span): TypedExpression {
  const formatterOf = remembering(legacyFormatter);
  return strict(STRING, [time, pattern], span, (of: Long, by: string) => formatterOf(by)(of));
}

/** Times read from text and shown as text, with the patterns of Java's SimpleDateFormat. */
export const DATETIME_TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  unixTimestamp("unix_timestamp"),
  unixTimestamp("to_unix_timestamp"),
  define("from_unixtime", [1, 2], ({ name, args, span }) => {
    const seconds = coerceArgument(name, args[0] as TypedExpression, 0, BIGINT);
    const time = strict(TIMESTAMP, [seconds], span, (value: Long) => multiplyLong(value, MICROS_PER_SECOND));
    return formatted(time, patternArgument(name, args[1], span), span);
  }),
  define("date_format", [2, 2], ({ name, args, span }) => {
    const time = coerceArgument(name, args[0] as TypedExpression, 0, TIMESTAMP);
    return formatted(time, coerceArgument(name, args[1] as TypedExpression, 1, STRING), span);
  }),
  toTime("to_timestamp to_timestamp_ltz try_to_timestamp", TIMESTAMP, true),
  toTime("to_timestamp_ntz", TIMESTAMP_NTZ, false),
  toTime("to_date", DATE, false),
];
