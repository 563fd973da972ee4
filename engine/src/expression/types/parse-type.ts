import { DECIMAL_DEFAULT, decimalOf, MAX_PRECISION } from "./decimal-type.ts";
import type { SparkType } from "./spark-type.ts";
import * as spark from "./spark-type.ts";

const NAMED: Readonly<Record<string, SparkType>> = {
  boolean: spark.BOOLEAN,
  tinyint: spark.TINYINT,
  byte: spark.TINYINT,
  smallint: spark.SMALLINT,
  short: spark.SMALLINT,
  int: spark.INT,
  integer: spark.INT,
  bigint: spark.BIGINT,
  long: spark.BIGINT,
  float: spark.FLOAT,
  real: spark.FLOAT,
  double: spark.DOUBLE,
  date: spark.DATE,
  timestamp: spark.TIMESTAMP,
  timestamp_ltz: spark.TIMESTAMP,
  timestamp_ntz: spark.TIMESTAMP_NTZ,
  string: spark.STRING,
  binary: spark.BINARY,
  void: spark.VOID,
  interval: spark.CALENDAR_INTERVAL,
  decimal: DECIMAL_DEFAULT,
  dec: DECIMAL_DEFAULT,
  numeric: DECIMAL_DEFAULT,
};

/** Why a type name cannot be used, by Spark's error class. */
export type TypeNameError =
  | "UNSUPPORTED_DATATYPE"
  | "DATATYPE_MISSING_SIZE"
  /** A decimal with more fraction digits than digits. */
  | "_LEGACY_ERROR_TEMP_1228"
  /** A decimal with more than 38 digits. */
  | "_LEGACY_ERROR_TEMP_1229";

/** The type of a name with its numbers, such as `decimal` and `[10, 2]`. */
export function primitiveType(name: string, sizes: readonly number[]): SparkType | TypeNameError {
  const lower = name.toLowerCase();
  if (lower === "char" || lower === "character" || lower === "varchar")
    return sizes.length === 1 ? spark.STRING : sizes.length === 0 ? "DATATYPE_MISSING_SIZE" : "UNSUPPORTED_DATATYPE";
  const type = NAMED[lower];
  if (type === undefined) return "UNSUPPORTED_DATATYPE";
  if (sizes.length === 0) return type;
  const [precision = 0, scale = 0] = sizes;
  if (type !== DECIMAL_DEFAULT || sizes.length > 2) return "UNSUPPORTED_DATATYPE";
  if (scale > precision) return "_LEGACY_ERROR_TEMP_1228";
  if (precision > MAX_PRECISION) return "_LEGACY_ERROR_TEMP_1229";
  return decimalOf(precision, scale);
}

/** Reads type text such as `array<int>` or the column list `a int, b struct<c: string>`. */
class TypeReader {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = text.match(/`(?:[^`]|``)+`|'(?:[^'\\]|\\.)*'|[A-Za-z0-9_]+|[<>(),:]|\S/g) ?? [];
  }

  get #token(): string {
    return this.#tokens[this.#next] ?? "";
  }

  take(token: string): boolean {
    if (this.#token.toLowerCase() !== token) return false;
    this.#next++;
    return true;
  }

  atEnd(): boolean {
    return this.#next === this.#tokens.length;
  }

  #name(): string | null {
    const token = this.#token;
    if (token.startsWith("`")) {
      this.#next++;
      return token.slice(1, -1).replaceAll("``", "`");
    }
    if (!/^[A-Za-z0-9_]+$/.test(token)) return null;
    this.#next++;
    return token;
  }

  fields(): SparkType | null {
    const fields: { name: string; type: SparkType }[] = [];
    do {
      const name = this.#name();
      if (name === null) return null;
      this.take(":");
      const type = this.type();
      if (type === null) return null;
      if (this.take("not") && !this.take("null")) return null;
      if (this.take("comment")) this.#next++;
      fields.push({ name, type });
    } while (this.take(","));
    return spark.structOf(fields);
  }

  #sizes(): number[] | null {
    const sizes: number[] = [];
    if (!this.take("(")) return sizes;
    do {
      const size = this.#name();
      if (size === null || !/^\d+$/.test(size)) return null;
      sizes.push(Number(size));
    } while (this.take(","));
    return this.take(")") ? sizes : null;
  }

  #nested<T>(read: () => T | null): T | null {
    if (!this.take("<")) return null;
    const inner = read();
    return inner !== null && this.take(">") ? inner : null;
  }

  type(): SparkType | null {
    const name = this.#name()?.toLowerCase() ?? null;
    if (name === "array") {
      const element = this.#nested(() => this.type());
      return element === null ? null : spark.arrayOf(element);
    }
    if (name === "map")
      return this.#nested(() => {
        const key = this.type();
        if (key === null || !this.take(",")) return null;
        const value = this.type();
        return value === null ? null : spark.mapOf(key, value);
      });
    if (name === "struct") {
      if (this.#token === "<" && this.#tokens[this.#next + 1] === ">") {
        this.#next += 2;
        return spark.structOf([]);
      }
      return this.#nested(() => this.fields());
    }
    const sizes = name === null ? null : this.#sizes();
    if (name === null || sizes === null) return null;
    const type = primitiveType(name, sizes);
    return typeof type === "string" ? null : type;
  }
}

/** The type a text names, such as `map<string,int>`; null if it names none. */
export function typeFromText(text: string): SparkType | null {
  const reader = new TypeReader(text);
  const type = reader.type();
  return type !== null && reader.atEnd() ? type : null;
}

/** A schema text as FROM_JSON takes it: a type, or a list of columns, which makes a struct. */
export function schemaFromText(text: string): SparkType | null {
  const type = typeFromText(text);
  if (type !== null) return type;
  const reader = new TypeReader(text);
  const fields = reader.fields();
  return fields !== null && reader.atEnd() ? fields : null;
}
