import type { Long } from "../../schema/value.ts";
import { coerceArgument } from "../analysis/coerce.ts";
import { strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { fail, failType, type Span } from "../failure.ts";
import { decimalOf } from "../types/decimal-type.ts";
import { BIGINT, DATE, INT, isInterval, type SparkType, TIMESTAMP, TINYINT } from "../types/spark-type.ts";
import { civilFromDays, dayOfYear, isoWeek, MICROS_PER_DAY, weekdayOf } from "../values/calendar.ts";
import type { CalendarInterval, Decimal } from "../values/spark-value.ts";
import { splitTimestamp } from "../values/time-of-day.ts";
import { define, type FunctionDefinition, simple } from "./definition.ts";

const ofDate = (names: string, compute: (days: number) => number): FunctionDefinition =>
  simple(names, { takes: [DATE], gives: INT, compute });

const ofTime = (names: string, compute: (micros: number) => number): FunctionDefinition =>
  simple(names, { takes: [TIMESTAMP], gives: INT, compute: (time: Long) => compute(splitTimestamp(time).micros) });

const quarterOf = (days: number): number => Math.floor((civilFromDays(days).month + 2) / 3);

const DATE_PARTS: readonly FunctionDefinition[] = [
  ofDate("year", (days) => civilFromDays(days).year),
  ofDate("quarter", quarterOf),
  ofDate("month", (days) => civilFromDays(days).month),
  ofDate("day dayofmonth", (days) => civilFromDays(days).day),
  ofDate("dayofweek", (days) => ((weekdayOf(days) + 1) % 7) + 1),
  ofDate("weekday", weekdayOf),
  ofDate("dayofyear", dayOfYear),
  ofDate("weekofyear", (days) => isoWeek(days).week),
  ofTime("hour", (micros) => Math.floor(micros / 3_600_000_000)),
  ofTime("minute", (micros) => Math.floor(micros / 60_000_000) % 60),
  ofTime("second", (micros) => Math.floor(micros / 1_000_000) % 60),
];

const ISO_PARTS = {
  yearofweek: ofDate("yearofweek", (days) => isoWeek(days).year),
  dayofweek_iso: ofDate("dayofweek_iso", (days) => weekdayOf(days) + 1),
};

/** Every spelling of a part that EXTRACT takes. */
const SPELLINGS: Readonly<Record<string, string>> = {
  year: "year y years yr yrs",
  yearofweek: "yearofweek",
  quarter: "quarter qtr",
  month: "month mon mons months",
  weekofyear: "week w weeks",
  day: "day d days",
  dayofweek: "dayofweek dow",
  dayofweek_iso: "dayofweek_iso dow_iso",
  dayofyear: "doy",
  hour: "hour h hours hr hrs",
  minute: "minute m min mins minutes",
  second: "second s sec seconds secs",
};

const PART_OF = new Map(
  Object.entries(SPELLINGS).flatMap(([part, spellings]) => spellings.split(" ").map((name) => [name, part] as const)),
);

const SECONDS_WITH_FRACTION = decimalOf(8, 6);

const fractionalSecond = (micros: number): Decimal => ({ unscaled: BigInt(micros % 60_000_000), scale: 6 });

function unknownPart(field: string, span: Span): never {
  return fail(
    "expression/type",
    "INVALID_EXTRACT_FIELD",
    span,
    `There is no part ${field} to extract.`,
    "Parts are YEAR, QUARTER, MONTH, WEEK, DAY, DOW, DOY, HOUR, MINUTE and SECOND.",
  );
}

function ofDayTime(part: string, micros: Long): number | bigint | Decimal {
  const total = BigInt(micros);
  const unit = { day: MICROS_PER_DAY, hour: 3_600_000_000, minute: 60_000_000 }[part];
  if (unit === undefined) return { unscaled: total % 60_000_000n, scale: 6 };
  const whole = Number(total / BigInt(unit));
  return part === "day" ? whole : whole % (part === "hour" ? 24 : 60);
}

/** A part of an interval; years and months of the one kind, days and times of the other. */
function intervalPart(part: string, source: TypedExpression, span: Span, field: string): TypedExpression {
  const { type } = source;
  const isMonths = part === "year" || part === "month";
  const isTimes = part === "day" || part === "hour" || part === "minute" || part === "second";
  if (type.kind === "yearMonth" && isMonths)
    return strict(part === "year" ? INT : TINYINT, [source], span, (months: number) =>
      part === "year" ? Math.trunc(months / 12) + 0 : (months % 12) + 0,
    );
  const result: SparkType = part === "second" ? SECONDS_WITH_FRACTION : part === "day" ? INT : TINYINT;
  if (type.kind === "dayTime" && isTimes)
    return strict(result, [source], span, (micros: Long) => ofDayTime(part, micros));
  if (type.kind === "calendarInterval" && (isMonths || isTimes)) {
    const wide: SparkType = part === "hour" ? BIGINT : isMonths && part === "year" ? INT : result;
    return strict(part === "month" ? TINYINT : wide, [source], span, (interval: CalendarInterval) => {
      if (part === "year") return Math.trunc(interval.months / 12);
      if (part === "month") return interval.months % 12;
      if (part === "day") return interval.days;
      if (part === "hour") return Number(interval.micros / 3_600_000_000n);
      return ofDayTime(part, interval.micros);
    });
  }
  return unknownPart(field, span);
}

function extract(
  name: string,
  fieldArgument: TypedExpression,
  source: TypedExpression,
  call: Parameters<FunctionDefinition["build"]>[0],
) {
  const field = fieldArgument.constant?.value;
  if (typeof field !== "string")
    return failType("NON_FOLDABLE_INPUT", fieldArgument.span, `The first argument of ${name} must be a constant text.`);
  const part = PART_OF.get(field.toLowerCase());
  if (part === undefined) return unknownPart(field, fieldArgument.span);
  if (isInterval(source.type)) return intervalPart(part, source, call.span, field);
  if (part === "second") {
    const time = coerceArgument(name, source, 1, TIMESTAMP);
    return strict(SECONDS_WITH_FRACTION, [time], call.span, (micros: Long) =>
      fractionalSecond(splitTimestamp(micros).micros),
    );
  }
  const definition =
    part === "yearofweek" || part === "dayofweek_iso"
      ? ISO_PARTS[part]
      : DATE_PARTS.find((candidate) => candidate.names.includes(part));
  if (definition === undefined) return unknownPart(field, fieldArgument.span);
  return definition.build({ ...call, args: [source] });
}

/** Parts of dates and times: YEAR, HOUR, EXTRACT and the like. */
export const DATETIME_PART_FUNCTIONS: readonly FunctionDefinition[] = [
  ...DATE_PARTS,
  define("extract date_part datepart", [2, 2], (call) => {
    const [field, source] = call.args as [TypedExpression, TypedExpression];
    return extract(call.name, field, source, call);
  }),
];
