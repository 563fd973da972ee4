import { addLong, compareLong } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { castTo } from "../analysis/coerce.ts";
import { lenient, literal, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError, failType, type Span } from "../failure.ts";
import { widerTypeOfAll } from "../types/common-type.ts";
import {
  arrayOf,
  BIGINT,
  CALENDAR_INTERVAL,
  isIntegral,
  isInterval,
  type SparkType,
  TIMESTAMP,
} from "../types/spark-type.ts";
import { addMonthsToDays, MICROS_PER_DAY } from "../values/calendar.ts";
import { checkSize } from "../values/exact.ts";
import type { CalendarInterval, SparkArray, SparkValue } from "../values/spark-value.ts";
import { joinTimestamp, splitTimestamp } from "../values/time-of-day.ts";
import { define, type FunctionDefinition } from "./definition.ts";

function illegal(): never {
  throw new EvaluationError(
    "java.lang.IllegalArgumentException",
    "Illegal sequence boundaries: the step does not lead from the start to the end.",
  );
}

function integers(start: Long, stop: Long, step: Long | null): SparkArray {
  const by = step ?? (compareLong(start, stop) <= 0 ? 1 : -1);
  const forward = compareLong(by, 0) > 0;
  if (start === stop) return [start];
  if (by === 0 || forward !== compareLong(start, stop) < 0) return illegal();
  const items: Long[] = [];
  for (let at = BigInt(start); forward ? at <= BigInt(stop) : at >= BigInt(stop); at += BigInt(by)) {
    checkSize(items.length);
    items.push(
      addLong(0, at >= BigInt(Number.MIN_SAFE_INTEGER) && at <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(at) : at),
    );
  }
  return items;
}

/** The step as a calendar interval, whatever interval type it has. */
function calendarStep(type: SparkType, value: SparkValue): CalendarInterval {
  if (type.kind === "yearMonth") return { months: Number(value), days: 0, micros: 0n };
  if (type.kind === "dayTime") return { months: 0, days: 0, micros: BigInt(value as Long) };
  return value as CalendarInterval;
}

/** Timestamps from start to end; months are counted from the start, so that the day of the month stays. */
function times(start: Long, stop: Long, step: CalendarInterval): SparkArray {
  const rough = step.months * 28 * MICROS_PER_DAY + step.days * MICROS_PER_DAY + Number(step.micros);
  if (start === stop) return [start];
  if (rough === 0 || rough > 0 !== compareLong(start, stop) < 0) return illegal();
  const from = splitTimestamp(start);
  const items: Long[] = [];
  for (let n = 0; ; n++) {
    const days = addMonthsToDays(from.days, step.months * n) + step.days * n;
    const at = addLong(joinTimestamp(days, from.micros), Number(step.micros) * n);
    if (rough > 0 ? compareLong(at, stop) > 0 : compareLong(at, stop) < 0) return items;
    checkSize(items.push(at));
  }
}

function failSequence(span: Span): never {
  return failType(
    "SEQUENCE_WRONG_INPUT_TYPES",
    span,
    "SEQUENCE takes two whole numbers, dates or timestamps and a step that fits them.",
    "Cast the bounds to one type.",
  );
}

function ofTimes(
  type: SparkType,
  bounds: readonly TypedExpression[],
  step: TypedExpression | undefined,
  span: Span,
): TypedExpression {
  if (step !== undefined && !isInterval(step.type)) return failSequence(span);
  const day: CalendarInterval = { months: 0, days: 1, micros: 0n };
  const by = step ?? literal(CALENDAR_INTERVAL, null, span);
  const micros = bounds.map((bound) => castTo(bound, TIMESTAMP));
  const isDate = type.kind === "date";
  return lenient(arrayOf(type), [...micros, by], span, (start: Long | null, stop: Long | null, of: SparkValue) => {
    if (start === null || stop === null || (step !== undefined && of === null)) return null;
    const backwards = compareLong(start, stop) > 0;
    const interval = step === undefined ? { ...day, days: backwards ? -1 : 1 } : calendarStep(by.type, of);
    const items = times(start, stop, interval);
    return isDate ? items.map((item) => splitTimestamp(item as Long).days) : items;
  });
}

/** SEQUENCE: whole numbers, dates or timestamps from one bound to the other. */
export const SEQUENCE_FUNCTIONS: readonly FunctionDefinition[] = [
  define("sequence", [2, 3], ({ args, span }) => {
    const [start, stop, step] = args as [TypedExpression, TypedExpression, TypedExpression | undefined];
    const isNumber = step === undefined || isIntegral(step.type) || step.type.kind === "void";
    const type = widerTypeOfAll(
      [start, stop, ...(step !== undefined && isNumber ? [step] : [])].map((arg) => arg.type),
    );
    if (type !== null && (type.kind === "date" || type.kind === "timestamp"))
      return ofTimes(type, [castTo(start, type), castTo(stop, type)], step, span);
    if (type === null || !isIntegral(type) || !isNumber) return failSequence(span);
    const operands = [start, stop, step ?? literal(BIGINT, null, span)].map((operand) => castTo(operand, type));
    return lenient(arrayOf(type), operands, span, (from: Long | null, to: Long | null, by: Long | null) =>
      from === null || to === null || (step !== undefined && by === null) ? null : integers(from, to, by),
    );
  }),
];
