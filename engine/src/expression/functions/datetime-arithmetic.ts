import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { castTo, coerceArgument, coerceExactly } from "../analysis/coerce.ts";
import { strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError, type Span } from "../failure.ts";
import {
  CALENDAR_INTERVAL,
  DATE,
  DAY_TIME,
  DOUBLE,
  INT,
  isInterval,
  isNumeric,
  SMALLINT,
  type SparkType,
  TIMESTAMP,
  TINYINT,
  VOID,
} from "../types/spark-type.ts";
import { oneOf } from "../types/type-rule.ts";
import { addMonthsToDays, MICROS_PER_DAY } from "../values/calendar.ts";
import { divideRounded } from "../values/decimal.ts";
import { addExact, checkInt, subtractExact } from "../values/exact.ts";
import type { CalendarInterval } from "../values/spark-value.ts";
import { joinTimestamp, splitTimestamp } from "../values/time-of-day.ts";
import { failOperands, type Pair } from "./operand-types.ts";

/** Adds whole months to a timestamp and keeps its time of day. */
export function addMonthsToTimestamp(timestamp: Long, months: number): Long {
  const { days, micros } = splitTimestamp(timestamp);
  return joinTimestamp(addMonthsToDays(days, months), micros);
}

/** Adds an interval of any kind to a timestamp: months, then days, then microseconds. */
function addInterval(kind: SparkType["kind"]): (timestamp: Long, interval: never) => Long {
  if (kind === "yearMonth") return addMonthsToTimestamp;
  if (kind === "dayTime") return addExact;
  return (timestamp: Long, { months, days, micros }: CalendarInterval) =>
    addExact(addExact(addMonthsToTimestamp(timestamp, months), days * MICROS_PER_DAY), longFromBigInt(micros));
}

const negated = (type: SparkType, interval: TypedExpression): TypedExpression =>
  strict(type, [interval], interval.span, (value: Long | CalendarInterval) =>
    typeof value === "object"
      ? { months: -value.months, days: -value.days, micros: -value.micros }
      : subtractExact(0, value),
  );

/** A date or timestamp (or text of one) plus an interval. */
function plusInterval(
  time: TypedExpression,
  interval: TypedExpression,
  sign: 1 | -1,
  span: Span,
): TypedExpression | null {
  const amount = sign === 1 ? interval : negated(interval.type, interval);
  const { type } = interval;
  if (time.type.kind === "date") {
    if (type.kind === "dayTime" && type.from === "day" && type.to === "day")
      return strict(DATE, [time, amount], span, (days: number, micros: Long) =>
        checkInt(days + Math.trunc(Number(micros) / MICROS_PER_DAY)),
      );
    if (type.kind === "yearMonth") return strict(DATE, [time, amount], span, addMonthsToDays);
    if (type.kind === "calendarInterval")
      return strict(
        DATE,
        [time, amount],
        span,
        (date: number, { months, days }: CalendarInterval) => addMonthsToDays(date, months) + days,
      );
    return strict(TIMESTAMP, [castTo(time, TIMESTAMP), amount], span, addExact);
  }
  const isTimestamp = time.type.kind === "timestamp" || time.type.kind === "timestamp_ntz";
  if (isTimestamp) return strict(time.type, [time, amount], span, addInterval(type.kind));
  if (type.kind === "yearMonth") return null;
  if (time.type.kind === "string")
    return castTo(strict(TIMESTAMP, [castTo(time, TIMESTAMP), amount], span, addInterval(type.kind)), time.type);
  if (time.type.kind === "void") return castTo(castTo(time, TIMESTAMP), VOID.kind === "void" ? TIMESTAMP : VOID);
  return null;
}

/** Whole days added to a date; the count must be an int, smallint or tinyint. */
export function plusDays(
  name: string,
  date: TypedExpression,
  days: TypedExpression,
  sign: 1 | -1,
  span: Span,
): TypedExpression {
  const count = castTo(coerceExactly(name, days, 1, oneOf(INT, SMALLINT, TINYINT)), INT);
  return strict(DATE, [castTo(date, DATE), count], span, (from: number, by: number) => (from + sign * by) | 0);
}

function intervalsOnly(operator: "+" | "-", [left, right]: Pair, span: Span): TypedExpression | null {
  if (left.type.kind === "calendarInterval" && right.type.kind === "calendarInterval") {
    const sign = operator === "+" ? 1 : -1;
    return strict(CALENDAR_INTERVAL, [left, right], span, (a: CalendarInterval, b: CalendarInterval) => ({
      months: a.months + sign * b.months,
      days: a.days + sign * b.days,
      micros: a.micros + BigInt(sign) * b.micros,
    }));
  }
  const sameKind = left.type.kind === right.type.kind;
  if (!isInterval(left.type) || !isInterval(right.type) || !sameKind) return null;
  const type: SparkType =
    left.type.kind === "dayTime" ? widestDayTime(left.type, right.type) : widestYearMonth(left.type, right.type);
  return strict(type, [left, right], span, operator === "+" ? addExact : subtractExact);
}

const ORDER = ["day", "hour", "minute", "second"] as const;

function widestDayTime(left: SparkType, right: SparkType): SparkType {
  if (left.kind !== "dayTime" || right.kind !== "dayTime") return left;
  const index = (field: (typeof ORDER)[number]): number => ORDER.indexOf(field);
  return {
    kind: "dayTime",
    from: index(left.from) < index(right.from) ? left.from : right.from,
    to: index(left.to) > index(right.to) ? left.to : right.to,
  };
}

function widestYearMonth(left: SparkType, right: SparkType): SparkType {
  if (left.kind !== "yearMonth" || right.kind !== "yearMonth") return left;
  return {
    kind: "yearMonth",
    from: left.from === "year" || right.from === "year" ? "year" : "month",
    to: left.to === "month" || right.to === "month" ? "month" : "year",
  };
}

/** A count of months, days or microseconds times or by a number, rounded half up. */
function scale(operator: "*" | "/", value: Long, by: number): Long {
  if (Number.isSafeInteger(by)) {
    const exact = operator === "*" ? BigInt(value) * BigInt(by) : divideRounded(BigInt(value), BigInt(by), "halfUp");
    return addExact(0, exact);
  }
  const result = operator === "*" ? Number(value) * by : Number(value) / by;
  if (!(Math.abs(result) < 2 ** 63)) throw new EvaluationError("java.lang.ArithmeticException", "long overflow");
  return longFromBigInt(BigInt(Math.sign(result)) * BigInt(Math.floor(Math.abs(result) + 0.5)));
}

/** An interval times or by a number: whole months or microseconds, rounded half up. */
function scaled(operator: "*" | "/", interval: TypedExpression, factor: TypedExpression, span: Span): TypedExpression {
  const type: SparkType =
    interval.type.kind === "dayTime"
      ? DAY_TIME
      : interval.type.kind === "yearMonth"
        ? { kind: "yearMonth", from: "year", to: "month" }
        : CALENDAR_INTERVAL;
  const number = castTo(factor, DOUBLE);
  return strict(type, [interval, number], span, (value: Long | CalendarInterval, by: number) => {
    if (operator === "/" && by === 0) return null;
    if (type.kind === "yearMonth") return checkInt(Number(scale(operator, value as Long, by)));
    if (typeof value !== "object") return scale(operator, value, by);
    return {
      months: checkInt(Number(scale(operator, value.months, by))),
      days: checkInt(Number(scale(operator, value.days, by))),
      micros: BigInt(scale(operator, longFromBigInt(value.micros), by)),
    };
  });
}

function difference(left: TypedExpression, right: TypedExpression, span: Span): TypedExpression | null {
  const isTimestamp = (type: SparkType): boolean => type.kind === "timestamp" || type.kind === "timestamp_ntz";
  if (isTimestamp(left.type) || isTimestamp(right.type))
    return strict(
      DAY_TIME,
      [left, right].map((side, i) => coerceArgument("-", side, i, TIMESTAMP)),
      span,
      subtractExact,
    );
  if (right.type.kind !== "date") return null;
  const days: SparkType = { kind: "dayTime", from: "day", to: "day" };
  return strict(
    days,
    [left, right].map((side, i) => coerceArgument("-", side, i, DATE)),
    span,
    (a: number, b: number) => joinTimestamp(a - b, 0),
  );
}

/** Arithmetic with dates, timestamps and intervals; null if neither operand is one, so that plain numbers are meant. */
export function buildIntervalArithmetic(
  operator: "+" | "-" | "*" | "/" | "div",
  operands: Pair,
  span: Span,
): TypedExpression | null {
  const [left, right] = operands;
  const isTime = (type: SparkType): boolean =>
    isInterval(type) || type.kind === "date" || type.kind.startsWith("timestamp");
  if (!isTime(left.type) && !isTime(right.type)) return null;
  let built: TypedExpression | null = null;
  if (operator === "*" || operator === "/") {
    const isFactor = (type: SparkType): boolean => isNumeric(type) || type.kind === "string" || type.kind === "void";
    if (isInterval(left.type) && isFactor(right.type)) built = scaled(operator, left, right, span);
    else if (operator === "*" && isInterval(right.type) && isFactor(left.type))
      built = scaled(operator, right, left, span);
  } else if (operator !== "div") {
    const sign = operator === "+" ? 1 : -1;
    built = intervalsOnly(operator, operands, span);
    if (built !== null) return built;
    if (isInterval(right.type)) built = plusInterval(left, right, sign, span);
    else if (isInterval(left.type) && operator === "+") built = plusInterval(right, left, 1, span);
    else if (
      operator === "-" &&
      (right.type.kind === "date" || left.type.kind.startsWith("timestamp") || right.type.kind.startsWith("timestamp"))
    )
      built = difference(left, right, span);
    else if (left.type.kind === "date" && right.type.kind !== "string")
      built = plusDays(operator, left, right, sign, span);
    else if (right.type.kind === "date" && left.type.kind !== "string" && operator === "+")
      built = plusDays(operator, right, left, 1, span);
  }
  return built ?? failOperands(operator, operands, span);
}
