import type { Long } from "../../schema/value.ts";
import type { SparkType } from "../types/spark-type.ts";
import { dateText } from "../values/calendar.ts";
import { decimalToString } from "../values/decimal.ts";
import { calendarIntervalText, dayTimeText, yearMonthText } from "../values/interval.ts";
import { javaNumberText } from "../values/number-text.ts";
import type {
  CalendarInterval,
  Decimal,
  SparkArray,
  SparkMap,
  SparkStruct,
  SparkValue,
} from "../values/spark-value.ts";
import { timestampText } from "../values/time-of-day.ts";

type ToText = (value: SparkValue) => string;

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** Text of bytes read as UTF-8. */
export const textOfBytes = (bytes: Uint8Array): string => DECODER.decode(bytes);

const orNull =
  (text: ToText): ToText =>
  (value) =>
    value === null ? "null" : text(value);

/** How CAST(… AS string) shows a present value. */
export function toText(from: SparkType): ToText {
  switch (from.kind) {
    case "float":
      return (value) => javaNumberText(value as number, true);
    case "double":
      return (value) => javaNumberText(value as number);
    case "decimal":
      return (value) => decimalToString(value as Decimal);
    case "binary":
      return (value) => textOfBytes(value as Uint8Array);
    case "date":
      return (value) => dateText(value as number);
    case "timestamp":
    case "timestamp_ntz":
      return (value) => timestampText(value as Long);
    case "dayTime":
      return (value) => dayTimeText(value as Long, from.from, from.to);
    case "yearMonth":
      return (value) => yearMonthText(value as number, from.from, from.to);
    case "calendarInterval":
      return (value) => calendarIntervalText(value as CalendarInterval);
    case "array": {
      const element = orNull(toText(from.element));
      return (value) => `[${(value as SparkArray).map(element).join(", ")}]`;
    }
    case "map": {
      const key = toText(from.key);
      const item = orNull(toText(from.value));
      return (value) => `{${[...(value as SparkMap)].map(([k, v]) => `${key(k)} -> ${item(v)}`).join(", ")}}`;
    }
    case "struct": {
      const fields = from.fields.map((field) => ({ key: field.key, text: orNull(toText(field.type)) }));
      return (value) => `{${fields.map(({ key, text }) => text((value as SparkStruct)[key] ?? null)).join(", ")}}`;
    }
    default:
      return String;
  }
}
