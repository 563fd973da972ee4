import { longFromBigInt } from "../../schema/long.ts";
import { fail, type Span } from "../failure.ts";
import type { DayTimeField, SparkType, YearMonthField } from "../types/spark-type.ts";
import { BINARY, DATE, TIMESTAMP, TIMESTAMP_NTZ } from "../types/spark-type.ts";
import { MICROS_PER_DAY } from "../values/calendar.ts";
import { dateFromText, timestampFromText } from "../values/datetime-text.ts";
import {
  calendarIntervalFromText,
  dayTimeFromText,
  intervalTypeOfUnits,
  unitsIn,
  yearMonthFromText,
} from "../values/interval.ts";
import type { SparkValue } from "../values/spark-value.ts";

export interface TypedValue {
  readonly type: SparkType;
  readonly value: SparkValue;
}

function invalid(typeName: string, text: string, span: Span): never {
  return fail(
    "expression/parse",
    "INVALID_TYPED_LITERAL",
    span,
    `'${text}' is not a valid ${typeName.toLowerCase()}.`,
    "Write a date as DATE '2023-12-01' and a time as TIMESTAMP '2023-12-01 10:20:30'.",
  );
}

function hexLiteral(text: string, span: Span): TypedValue {
  const digits = text.length % 2 === 0 ? text : `0${text}`;
  if (/[^0-9a-fA-F]/.test(digits)) return invalid("X", text, span);
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return { type: BINARY, value: bytes };
}

/** An interval whose parts are each named: `1 day 2 hours`; its type follows from the units. */
export function intervalLiteral(text: string, span: Span): TypedValue {
  const interval = calendarIntervalFromText(text);
  if (interval === null) return invalid("interval", text, span);
  const type = intervalTypeOfUnits(unitsIn(text));
  if (type === null)
    return fail(
      "expression/parse",
      "_LEGACY_ERROR_TEMP_0029",
      span,
      "An interval cannot mix years or months with days or times.",
      "Add two intervals instead.",
    );
  if (type.kind === "yearMonth") return { type, value: interval.months };
  const micros = BigInt(interval.days) * BigInt(MICROS_PER_DAY) + interval.micros;
  if (BigInt.asIntN(64, micros) !== micros) return invalid("interval", text, span);
  return { type, value: longFromBigInt(micros) };
}

/** An interval written over a range of units: `'1 10:20' DAY TO MINUTE`. */
export function unitRangeInterval(text: string, from: string, to: string, span: Span): TypedValue {
  if (from === "year" && to === "month") {
    const months = yearMonthFromText(text);
    if (months === null) return invalid("interval", text, span);
    return { type: { kind: "yearMonth", from: from satisfies YearMonthField, to }, value: months };
  }
  const fields: readonly DayTimeField[] = ["day", "hour", "minute", "second"];
  const first = fields.find((field) => field === from);
  const last = fields.find((field) => field === to);
  if (first === undefined || last === undefined || fields.indexOf(first) >= fields.indexOf(last))
    return fail(
      "expression/parse",
      "_LEGACY_ERROR_TEMP_0028",
      span,
      `An interval cannot go from ${from} to ${to}.`,
      "Use YEAR TO MONTH, or a range from DAY down to SECOND.",
    );
  const micros = dayTimeFromText(text, first, last);
  if (micros === null) return invalid("interval", text, span);
  return { type: { kind: "dayTime", from: first, to: last }, value: longFromBigInt(micros) };
}

/** A literal with its type in front: `DATE '…'`, `TIMESTAMP '…'`, `X'…'`, `INTERVAL '…'`. */
export function typedLiteral(typeName: string, text: string, span: Span): TypedValue {
  switch (typeName.toUpperCase()) {
    case "DATE": {
      const days = dateFromText(text);
      return days === null ? invalid(typeName, text, span) : { type: DATE, value: days };
    }
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ": {
      const micros = timestampFromText(text);
      return micros === null ? invalid(typeName, text, span) : { type: TIMESTAMP, value: micros };
    }
    case "TIMESTAMP_NTZ": {
      const micros = timestampFromText(text, false);
      return micros === null ? invalid(typeName, text, span) : { type: TIMESTAMP_NTZ, value: micros };
    }
    case "X":
      return hexLiteral(text, span);
    case "INTERVAL":
      return intervalLiteral(text, span);
    default:
      return fail(
        "expression/parse",
        "UNSUPPORTED_TYPED_LITERAL",
        span,
        `There are no literals of type ${typeName}.`,
        "Use DATE, TIMESTAMP, INTERVAL or X in front of a string, or CAST.",
      );
  }
}
