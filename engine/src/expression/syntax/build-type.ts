import type { DataTypeContext } from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import { fail } from "../failure.ts";
import { primitiveType } from "../types/parse-type.ts";
import type { SparkType } from "../types/spark-type.ts";
import * as spark from "../types/spark-type.ts";
import { intervalTypeOfUnits } from "../values/interval.ts";
import { identifierName } from "./build-name.ts";
import type { Source } from "./source.ts";

function unsupported(context: DataTypeContext, sparkError: string, source: Source): never {
  const text = source.text(context);
  return fail(
    "expression/parse",
    sparkError,
    source.span(context),
    sparkError === "DATATYPE_MISSING_SIZE" ? `The type ${text} needs a length.` : `There is no type ${text}.`,
    "Types are boolean, tinyint, smallint, int, bigint, float, double, decimal(p,s), string, binary, date, timestamp, array<…>, map<…,…> and struct<…>.",
  );
}

/** The type that CAST names. */
export function buildType(context: DataTypeContext, source: Source): SparkType {
  const inner = context.dataType().map((item) => buildType(item, source));
  const [first, second] = inner;
  if (context.KW_ARRAY() !== null && first !== undefined) return spark.arrayOf(first);
  if (context.KW_MAP() !== null && first !== undefined && second !== undefined) return spark.mapOf(first, second);
  if (context.KW_STRUCT() !== null)
    return spark.structOf(
      context.complexColType().map((field) => ({
        name: identifierName(field.identifier(), source),
        type: buildType(field.dataType(), source),
      })),
    );
  const name = context.type();
  if (name === null) {
    const units = source.text(context).toLowerCase().split(/\s+/);
    const interval = intervalTypeOfUnits(units.filter((unit) => unit !== "interval" && unit !== "to"));
    return interval ?? unsupported(context, "UNSUPPORTED_DATATYPE", source);
  }
  const sizes = context.INTEGER_VALUE().map((size) => Number(size.getText()));
  const type = primitiveType(source.text(name), sizes);
  return typeof type === "string" ? unsupported(context, type, source) : type;
}
