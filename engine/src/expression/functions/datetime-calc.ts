import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { castTo, coerceArgument, wrongArgument } from "../analysis/coerce.ts";
import { literal, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { integerFromText } from "../cast/text-to-number.ts";
import { fail, type Span } from "../failure.ts";
import { BIGINT, BOOLEAN, DATE, DOUBLE, INT, STRING, TIMESTAMP } from "../types/spark-type.ts";
import {
  addMonthsToDays,
  civilFromDays,
  daysFromCivil,
  daysInMonth,
  MICROS_PER_DAY,
  weekdayOf,
} from "../values/calendar.ts";
import { addExact } from "../values/exact.ts";
import { joinTimestamp, splitTimestamp } from "../values/time-of-day.ts";
import { addMonthsToTimestamp, plusDays } from "./datetime-arithmetic.ts";
import { define, type FunctionDefinition, simple } from "./definition.ts";

/** DATE_ADD and DATE_SUB: the date may also be a text or a timestamp, the days a constant text. */
function shiftDate(names: string, sign: 1 | -1): FunctionDefinition {
  return define(names, [2, 2], ({ name, args, span }) => {
    const [date, days] = args as [TypedExpression, TypedExpression];
    if (!["date", "string", "timestamp", "timestamp_ntz", "void"].includes(date.type.kind))
      return wrongArgument(name, date, 0, "date");
    return plusDays(name, castTo(date, DATE), wholeDays(days), sign, span);
  });
}

function wholeDays(days: TypedExpression): TypedExpression {
  if (days.type.kind !== "string" || !days.isFoldable) return days;
  const text = days.constant?.value ?? null;
  const value = typeof text === "string" ? integerFromText(text, 32) : null;
  if (typeof text === "string" && (value === null || text.includes(".")))
    return fail(
      "expression/type",
      "SECOND_FUNCTION_ARGUMENT_NOT_INTEGER",
      days.span,
      `'${text}' is not a whole number of days.`,
    );
  return literal(INT, value, days.span);
}

function monthsBetween(left: Long, right: Long, isRounded = true): number {
  const [a, b] = [splitTimestamp(left), splitTimestamp(right)];
  const [first, second] = [civilFromDays(a.days), civilFromDays(b.days)];
  const months = first.year * 12 + first.month - second.year * 12 - second.month;
  const isLast = (date: typeof first): boolean => date.day === daysInMonth(date.year, date.month);
  if (first.day === second.day || (isLast(first) && isLast(second))) return months;
  const seconds = (first.day - second.day) * 86_400 + Math.floor(a.micros / 1e6) - Math.floor(b.micros / 1e6);
  const difference = months + seconds / (31 * 86_400);
  return isRounded ? Math.floor(difference * 1e8 + 0.5) / 1e8 : difference;
}

const WEEKDAY_NAMES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const WEEKDAY =
  /^(?:MO(?:N(?:DAY)?)?|TU(?:E(?:SDAY)?)?|WE(?:D(?:NESDAY)?)?|TH(?:U(?:RSDAY)?)?|FR(?:I(?:DAY)?)?|SA(?:T(?:URDAY)?)?|SU(?:N(?:DAY)?)?)$/;

function nextDay(days: number, name: string): number | null {
  const upper = name.toUpperCase();
  if (!WEEKDAY.test(upper)) return null;
  const wanted = WEEKDAY_NAMES.indexOf(upper.slice(0, 2));
  return days + ((wanted - weekdayOf(days) + 6) % 7) + 1;
}

/** First day of the period that a word names; null for a word that names none. */
function truncateDate(days: number, unit: string): number | null {
  const { year, month } = civilFromDays(days);
  switch (unit.toUpperCase()) {
    case "YEAR":
    case "YYYY":
    case "YY":
      return daysFromCivil(year, 1, 1);
    case "QUARTER":
      return daysFromCivil(year, month - ((month - 1) % 3), 1);
    case "MONTH":
    case "MON":
    case "MM":
      return daysFromCivil(year, month, 1);
    case "WEEK":
      return days - weekdayOf(days);
    default:
      return null;
  }
}

const TIME_UNITS: Readonly<Record<string, number>> = {
  MICROSECOND: 1,
  MILLISECOND: 1000,
  SECOND: 1_000_000,
  MINUTE: 60_000_000,
  HOUR: 3_600_000_000,
  DAY: MICROS_PER_DAY,
  DD: MICROS_PER_DAY,
};

function truncateTimestamp(unit: string, time: Long): Long | null {
  const { days, micros } = splitTimestamp(time);
  const width = TIME_UNITS[unit.toUpperCase()];
  if (width !== undefined) return joinTimestamp(days, micros - (micros % width));
  const start = truncateDate(days, unit);
  return start === null ? null : joinTimestamp(start, 0);
}

const MICROS_PER_UNIT: Readonly<Record<string, number>> = {
  MICROSECOND: 1,
  MILLISECOND: 1000,
  SECOND: 1_000_000,
  MINUTE: 60_000_000,
  HOUR: 3_600_000_000,
  DAY: MICROS_PER_DAY,
  DAYOFYEAR: MICROS_PER_DAY,
  WEEK: 7 * MICROS_PER_DAY,
};
const MONTHS_PER_UNIT: Readonly<Record<string, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

/** Whole months from one timestamp to another, towards zero. */
function wholeMonths(start: Long, end: Long): number {
  const [from, to] = [splitTimestamp(start), splitTimestamp(end)];
  const [first, last] = [civilFromDays(from.days), civilFromDays(to.days)];
  const months = (last.year - first.year) * 12 + last.month - first.month;
  const rest = last.day - first.day || to.micros - from.micros;
  if (months > 0 && rest < 0) return months - 1;
  return months < 0 && rest > 0 ? months + 1 : months;
}

function unitArgument(argument: TypedExpression, span: Span): string {
  const unit = String(argument.constant?.value ?? "").toUpperCase();
  if (MICROS_PER_UNIT[unit] === undefined && MONTHS_PER_UNIT[unit] === undefined)
    fail("expression/type", "INVALID_PARAMETER_VALUE.DATETIME_UNIT", span, `There is no unit ${unit}.`);
  return unit;
}

/** Calculating with dates and timestamps. */
export const DATETIME_CALC_FUNCTIONS: readonly FunctionDefinition[] = [
  shiftDate("date_add dateadd", 1),
  shiftDate("date_sub", -1),
  simple("datediff date_diff", {
    takes: [DATE, DATE],
    gives: INT,
    compute: (end: number, start: number) => end - start,
  }),
  simple("add_months", { takes: [DATE, INT], gives: DATE, compute: addMonthsToDays }),
  simple("months_between", {
    takes: [TIMESTAMP, TIMESTAMP, BOOLEAN],
    optional: 1,
    gives: DOUBLE,
    compute: monthsBetween,
  }),
  simple("last_day", {
    takes: [DATE],
    gives: DATE,
    compute: (days: number) => {
      const { year, month, day } = civilFromDays(days);
      return days - day + daysInMonth(year, month);
    },
  }),
  simple("next_day", { takes: [DATE, STRING], gives: DATE, compute: nextDay }),
  simple("trunc", { takes: [DATE, STRING], gives: DATE, compute: truncateDate }),
  simple("date_trunc", { takes: [STRING, TIMESTAMP], gives: TIMESTAMP, compute: truncateTimestamp }),
  define("timestampadd", [3, 3], ({ args, span }) => {
    const [unitOf, amount, time] = args as [TypedExpression, TypedExpression, TypedExpression];
    const unit = unitArgument(unitOf, span);
    const operands = [
      coerceArgument("timestampadd", amount, 1, INT),
      coerceArgument("timestampadd", time, 2, TIMESTAMP),
    ];
    const months = MONTHS_PER_UNIT[unit];
    const micros = BigInt(MICROS_PER_UNIT[unit] ?? 0);
    return strict(TIMESTAMP, operands, span, (count: number, start: Long) =>
      months === undefined
        ? addExact(start, longFromBigInt(BigInt(count) * micros))
        : addMonthsToTimestamp(start, count * months),
    );
  }),
  define("timestampdiff", [3, 3], ({ args, span }) => {
    const [unitOf, start, end] = args as [TypedExpression, TypedExpression, TypedExpression];
    const unit = unitArgument(unitOf, span);
    const operands = [
      coerceArgument("timestampdiff", start, 1, TIMESTAMP),
      coerceArgument("timestampdiff", end, 2, TIMESTAMP),
    ];
    const months = MONTHS_PER_UNIT[unit];
    const micros = BigInt(MICROS_PER_UNIT[unit] ?? 1);
    return strict(BIGINT, operands, span, (from: Long, to: Long) =>
      months === undefined
        ? longFromBigInt((BigInt(to) - BigInt(from)) / micros)
        : Math.trunc(wholeMonths(from, to) / months) + 0,
    );
  }),
];
