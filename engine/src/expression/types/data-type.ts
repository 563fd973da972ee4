import type { DataType, ScalarType } from "../../schema/schema.ts";
import { isList, isMap } from "../../schema/schema.ts";
import type { SparkType } from "./spark-type.ts";
import * as spark from "./spark-type.ts";

const FROM_SCALAR: Record<ScalarType, SparkType> = {
  boolean: spark.BOOLEAN,
  byte: spark.TINYINT,
  short: spark.SMALLINT,
  int: spark.INT,
  long: spark.BIGINT,
  float: spark.FLOAT,
  double: spark.DOUBLE,
  string: spark.STRING,
  binary: spark.BINARY,
  date: spark.DATE,
  timestamp: spark.TIMESTAMP,
};

const TO_SCALAR = new Map<string, ScalarType>(
  (Object.entries(FROM_SCALAR) as [ScalarType, SparkType][]).map(([scalar, type]) => [type.kind, scalar]),
);

/** Spark's type of an engine type. */
export function sparkTypeOf(type: DataType): SparkType {
  if (typeof type === "string") return FROM_SCALAR[type];
  if (isList(type)) return spark.arrayOf(sparkTypeOf(type.list));
  if (isMap(type)) return spark.mapOf(spark.STRING, sparkTypeOf(type.map));
  return spark.structOf(
    type.fields.map((field) => ({ name: field.name, type: sparkTypeOf(field.type) })),
    type.struct,
  );
}

/** The engine's type of a Spark type, or null where it has none (decimal, interval, void, maps with other keys). */
export function dataTypeOf(type: SparkType): DataType | null {
  switch (type.kind) {
    case "array": {
      const list = dataTypeOf(type.element);
      return list === null ? null : { list };
    }
    case "map": {
      const map = type.key.kind === "string" ? dataTypeOf(type.value) : null;
      return map === null ? null : { map };
    }
    case "struct": {
      const fields = type.fields.map((field) => ({ name: field.key, type: dataTypeOf(field.type) }));
      const known = fields.flatMap((field) =>
        field.type === null ? [] : [{ name: field.name, type: field.type satisfies DataType }],
      );
      return known.length === fields.length ? { struct: type.engineName ?? "struct", fields: known } : null;
    }
    default:
      return TO_SCALAR.get(type.kind) ?? null;
  }
}
