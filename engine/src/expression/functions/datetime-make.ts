import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { coerceArgument, coerceExactly } from "../analysis/coerce.ts";
import { strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { longFromDouble } from "../cast/to-number.ts";
import { EvaluationError } from "../failure.ts";
import { decimalOf } from "../types/decimal-type.ts";
import {
  BIGINT,
  CALENDAR_INTERVAL,
  DATE,
  DAY_TIME,
  INT,
  type SparkType,
  STRING,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  YEAR_MONTH,
} from "../types/spark-type.ts";
import { INTEGRAL, NUMERIC, type TypeRule } from "../types/type-rule.ts";
import { checkedDays, MICROS_PER_DAY, MICROS_PER_SECOND } from "../values/calendar.ts";
import { decimalToInteger, rescale, tenTo } from "../values/decimal.ts";
import { addExact, checkInt } from "../values/exact.ts";
import type { Decimal, SparkValue } from "../values/spark-value.ts";
import { floorDivideLong, joinTimestamp, splitTimestamp } from "../values/time-of-day.ts";
import { utcFromLocal, zoneOffset } from "../values/time-zone.ts";
import { define, type FunctionDefinition, simple } from "./definition.ts";

/** A function that takes its one argument only as it is. */
function exact(
  name: string,
  rule: TypeRule,
  gives: SparkType,
  compute: (type: SparkType) => (value: never) => SparkValue,
): FunctionDefinition {
  return define(name, [1, 1], ({ args, span }) => {
    const operand = coerceExactly(name, args[0] as TypedExpression, 0, rule);
    return strict(gives, [operand], span, compute(operand.type));
  });
}

/** A whole number of units as microseconds; fails beyond 64 bits. */
function scaledMicros(value: Long, unit: number): Long {
  const micros = BigInt(value) * BigInt(unit);
  if (BigInt.asIntN(64, micros) !== micros) throw new EvaluationError("java.lang.ArithmeticException", "long overflow");
  return longFromBigInt(micros);
}

function microsOfSeconds(type: SparkType): (value: never) => Long | null {
  if (type.kind === "decimal")
    return ({ unscaled, scale }: Decimal) => {
      const scaled = unscaled * tenTo(6);
      if (scaled % tenTo(scale) !== 0n)
        throw new EvaluationError("java.lang.ArithmeticException", "Rounding necessary");
      return addExact(0, decimalToInteger({ unscaled: scaled, scale }));
    };
  if (type.kind === "double" || type.kind === "float")
    return (value: number) => (Number.isFinite(value) ? longFromDouble(value * MICROS_PER_SECOND) : null);
  return (value: Long) => scaledMicros(value, MICROS_PER_SECOND);
}

function zoned(name: string) {
  const offset = zoneOffset(name);
  if (offset === null) throw new EvaluationError("java.time.zone.ZoneRulesException", `There is no time zone ${name}.`);
  return offset;
}

/** The wall clock of a zone, as if it were UTC. */
function fromUtc(time: Long, zone: string): Long {
  const { days, micros } = splitTimestamp(time);
  const offset = zoned(zone)(days * 86_400 + Math.floor(micros / MICROS_PER_SECOND));
  return joinTimestamp(days, micros + offset * MICROS_PER_SECOND);
}

/** The moment at which a zone's wall clock shows what the timestamp shows in UTC. */
function toUtc(time: Long, zone: string): Long {
  const { days, micros } = splitTimestamp(time);
  const local = days * 86_400 + Math.floor(micros / MICROS_PER_SECOND);
  const shift = utcFromLocal(local, zoned(zone)) - local;
  return joinTimestamp(days, micros + shift * MICROS_PER_SECOND);
}

const SECONDS = decimalOf(16, 6);

function makeTimestamp(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  seconds: Decimal,
  zone?: string,
): Long | null {
  const micros = Number(rescale(seconds, 6).unscaled);
  const days = checkedDays(year, month, day);
  const limit = 60 * MICROS_PER_SECOND;
  if (days === null || hour < 0 || hour > 23 || minute < 0 || minute > 59 || micros < 0 || micros > limit) return null;
  const time = joinTimestamp(days, (hour * 3600 + minute * 60) * MICROS_PER_SECOND + micros);
  return zone === undefined ? time : toUtc(time, zone);
}

const secondsToMicros = (seconds: Decimal): bigint => rescale(seconds, 6).unscaled;

function dayTimeOf(days = 0, hours = 0, minutes = 0, seconds: Decimal = { unscaled: 0n, scale: 6 }): Long {
  const micros = BigInt(hours * 3600 + minutes * 60) * BigInt(MICROS_PER_SECOND) + secondsToMicros(seconds);
  return longFromBigInt(BigInt(days) * BigInt(MICROS_PER_DAY) + micros);
}

/** Timestamps from numbers and back, times of other zones, dates and intervals from their parts. */
export const DATETIME_MAKE_FUNCTIONS: readonly FunctionDefinition[] = [
  exact("timestamp_seconds", NUMERIC, TIMESTAMP, microsOfSeconds),
  exact("timestamp_millis", INTEGRAL, TIMESTAMP, () => (value: Long) => scaledMicros(value, 1000)),
  exact("timestamp_micros", INTEGRAL, TIMESTAMP, () => (value: Long) => value),
  exact("unix_seconds", TIMESTAMP, BIGINT, () => (time: Long) => floorDivideLong(time, MICROS_PER_SECOND)),
  exact("unix_millis", TIMESTAMP, BIGINT, () => (time: Long) => floorDivideLong(time, 1000)),
  exact("unix_micros", TIMESTAMP, BIGINT, () => (time: Long) => time),
  exact("unix_date", DATE, INT, () => (days: number) => days),
  simple("date_from_unix_date", { takes: [INT], gives: DATE, compute: (days: number) => days }),
  simple("from_utc_timestamp", { takes: [TIMESTAMP, STRING], gives: TIMESTAMP, compute: fromUtc }),
  simple("to_utc_timestamp", { takes: [TIMESTAMP, STRING], gives: TIMESTAMP, compute: toUtc }),
  define("convert_timezone", [2, 3], (call) => {
    const [target, source] = call.args.length === 3 ? [call.args[1], call.args[0]] : [call.args[0], undefined];
    const operands = [call.args.at(-1), target, source].flatMap((arg) => (arg === undefined ? [] : [arg]));
    const [time, ...zones] = operands as [TypedExpression, ...TypedExpression[]];
    const taken = [
      coerceArgument(call.name, time, call.args.length - 1, TIMESTAMP_NTZ),
      ...zones.map((zone, i) => coerceArgument(call.name, zone, i, STRING)),
    ];
    return strict(TIMESTAMP_NTZ, taken, call.span, (of: Long, to: string, from = "UTC") =>
      fromUtc(toUtc(of, from), to),
    );
  }),
  simple("make_date", { takes: [INT, INT, INT], gives: DATE, compute: checkedDays }),
  simple("make_timestamp make_timestamp_ltz try_make_timestamp", {
    takes: [INT, INT, INT, INT, INT, SECONDS, STRING],
    optional: 1,
    gives: TIMESTAMP,
    compute: makeTimestamp,
  }),
  simple("make_timestamp_ntz", {
    takes: [INT, INT, INT, INT, INT, SECONDS],
    gives: TIMESTAMP_NTZ,
    compute: makeTimestamp,
  }),
  simple("make_dt_interval", {
    takes: [INT, INT, INT, decimalOf(18, 6)],
    optional: 4,
    gives: DAY_TIME,
    compute: dayTimeOf,
  }),
  simple("make_ym_interval", {
    takes: [INT, INT],
    optional: 2,
    gives: YEAR_MONTH,
    compute: (years = 0, months = 0) => checkInt(years * 12 + months),
  }),
  simple("make_interval", {
    takes: [INT, INT, INT, INT, INT, INT, decimalOf(18, 6)],
    optional: 7,
    gives: CALENDAR_INTERVAL,
    compute: (years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds?: Decimal) => ({
      months: checkInt(years * 12 + months),
      days: checkInt(weeks * 7 + days),
      micros: BigInt(dayTimeOf(0, hours, minutes, seconds)),
    }),
  }),
];
