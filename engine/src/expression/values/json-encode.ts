import type { Long } from "../../schema/value.ts";
import { toText } from "../cast/to-text.ts";
import type { SparkType } from "../types/spark-type.ts";
import { dateText } from "./calendar.ts";
import { base64FromBytes } from "./charset.ts";
import { decimalText } from "./decimal.ts";
import { legacyFormatter } from "./format-legacy.ts";
import type { JsonFormats } from "./json-decode.ts";
import { quoteJson } from "./json-text.ts";
import { javaNumberText } from "./number-text.ts";
import type { Decimal, SparkArray, SparkMap, SparkStruct, SparkValue } from "./spark-value.ts";
import { joinTimestamp } from "./time-of-day.ts";

/** How TO_JSON is asked to write. */
export interface EncodeOptions extends JsonFormats {
  readonly keepsNullFields?: boolean;
}

type Encode = (value: SparkValue) => string;

function floating(value: number, isFloat: boolean): string {
  const text = javaNumberText(value, isFloat);
  return Number.isFinite(value) ? text : quoteJson(text);
}

function encodeStruct(type: Extract<SparkType, { kind: "struct" }>, options: EncodeOptions): Encode {
  const fields = type.fields.map((field) => ({
    key: field.key,
    name: quoteJson(field.name),
    encode: jsonEncoder(field.type, options),
  }));
  return (value) => {
    const struct = value as SparkStruct;
    const parts = fields.flatMap(({ key, name, encode }) => {
      const item = struct[key] ?? null;
      if (item === null) return options.keepsNullFields ? [`${name}:null`] : [];
      return [`${name}:${encode(item)}`];
    });
    return `{${parts.join(",")}}`;
  };
}

/** JSON text of present values as TO_JSON writes them; fields that are NULL are left out. */
export function jsonEncoder(type: SparkType, options: EncodeOptions = {}): Encode {
  switch (type.kind) {
    case "boolean":
    case "tinyint":
    case "smallint":
    case "int":
    case "bigint":
      return String;
    case "float":
    case "double":
      return (value) => floating(value as number, type.kind === "float");
    case "decimal":
      return (value) => decimalText(value as Decimal);
    case "string":
      return (value) => quoteJson(value as string);
    case "binary":
      return (value) => quoteJson(base64FromBytes(value as Uint8Array));
    case "date": {
      const format = options.dateFormat === undefined ? null : legacyFormatter(options.dateFormat);
      return (value) =>
        quoteJson(format === null ? dateText(value as number) : format(joinTimestamp(value as number, 0)));
    }
    case "timestamp":
    case "timestamp_ntz": {
      const zone = type.kind === "timestamp" ? "XXX" : "";
      const format = legacyFormatter(options.timestampFormat ?? `yyyy-MM-dd'T'HH:mm:ss.SSS${zone}`);
      return (value) => quoteJson(format(value as Long));
    }
    case "array": {
      const element = jsonEncoder(type.element, options);
      return (value) => `[${(value as SparkArray).map((item) => (item === null ? "null" : element(item))).join(",")}]`;
    }
    case "map": {
      const key = toText(type.key);
      const item = jsonEncoder(type.value, options);
      return (value) =>
        `{${[...(value as SparkMap)].map(([k, v]) => `${quoteJson(key(k))}:${v === null ? "null" : item(v)}`).join(",")}}`;
    }
    case "struct":
      return encodeStruct(type, options);
    default: {
      const text = toText(type);
      return (value) => quoteJson(text(value));
    }
  }
}
