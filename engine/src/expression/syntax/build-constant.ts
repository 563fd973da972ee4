import type { ConstantContext, IntervalContext } from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import { fail } from "../failure.ts";
import { BOOLEAN, STRING, VOID } from "../types/spark-type.ts";
import { stringValue } from "./build-name.ts";
import { numberLiteral } from "./number-literal.ts";
import type { Source } from "./source.ts";
import { unquoteString } from "./string-literal.ts";
import type { LiteralNode } from "./syntax-tree.ts";
import { intervalLiteral, type TypedValue, typedLiteral, unitRangeInterval } from "./typed-literal.ts";

function buildInterval(context: IntervalContext, source: Source): TypedValue {
  const span = source.span(context);
  const range = context.errorCapturingUnitToUnitInterval()?.unitToUnitInterval() ?? [];
  const [single] = range;
  if (single !== undefined && range.length === 1) {
    const value = single.intervalValue();
    const text = value.stringLit();
    const sign = value.MINUS() === null ? "" : "-";
    if (text === null) return source.refuse(source.span(value), "This interval must be a string, such as '1-2'.");
    const [from, to] = single.unitInUnitToUnit().map((unit) => source.text(unit).toLowerCase());
    return unitRangeInterval(sign + stringValue(text, source), from ?? "", to ?? "", span);
  }
  const units = context.errorCapturingMultiUnitsInterval();
  if (units === null || units.unitToUnitInterval() !== null)
    return source.refuse(span, "An interval is either a list of units or one range of units, not both.");
  const body = units.multiUnitsInterval();
  const names = body.unitInMultiUnits();
  const parts = body.intervalValue().map((value, i) => {
    const text = value.stringLit();
    const number = text === null ? source.text(value) : (value.MINUS() === null ? "" : "-") + stringValue(text, source);
    const unit = names[i];
    return `${number} ${unit === undefined ? "" : source.text(unit)}`;
  });
  return intervalLiteral(parts.join(" "), span);
}

function constantValue(context: ConstantContext, source: Source): TypedValue {
  const span = source.span(context);
  if (context.KW_NULL() !== null) return { type: VOID, value: null };
  const boolean = context.booleanValue();
  if (boolean !== null) return { type: BOOLEAN, value: boolean.KW_TRUE() !== null };
  const number = context.number();
  if (number !== null) return numberLiteral(source.text(number).replace(/\s/g, ""), span);
  const interval = context.interval();
  if (interval !== null) return buildInterval(interval, source);
  const strings = context.stringLit();
  const literalType = context.literalType();
  const [first] = strings;
  if (literalType !== null && first !== undefined)
    return typedLiteral(source.text(literalType), stringValue(first, source), span);
  if (strings.length > 0)
    return { type: STRING, value: strings.map((part) => unquoteString(source.text(part))).join("") };
  return fail(
    "expression/type",
    "UNBOUND_SQL_PARAMETER",
    span,
    "This parameter has no value.",
    "Write the value itself.",
  );
}

/** A constant of the sql text. */
export function buildConstant(context: ConstantContext, source: Source): LiteralNode {
  return { kind: "literal", ...constantValue(context, source), span: source.span(context) };
}
