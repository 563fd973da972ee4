import { derive, literal, type TypedExpression } from "../analysis/typed-expression.ts";
import type { Span } from "../failure.ts";
import { VOID } from "../types/spark-type.ts";
import { orderOf } from "../values/order.ts";
import { toCommonType } from "./conditional.ts";

/** DECODE with searches: the result beside the first search that equals the value (NULL equals NULL), or the default. */
export function buildDecodeByValue(args: readonly TypedExpression[], span: Span): TypedExpression {
  const [subject, ...rest] = args as [TypedExpression, ...TypedExpression[]];
  const hasDefault = rest.length % 2 === 1;
  const pairs = Math.floor(rest.length / 2);
  const searches = rest.filter((_, i) => i % 2 === 0 && i < 2 * pairs);
  const results = rest.filter((_, i) => i % 2 === 1);
  results.push(hasDefault ? (rest.at(-1) as TypedExpression) : literal(VOID, null, span));
  const [value, ...keys] = toCommonType("decode", [subject, ...searches], span) as [
    TypedExpression,
    ...TypedExpression[],
  ];
  const values = toCommonType("decode", results, span);
  const compare = orderOf(value.type);
  const of = value.evaluate;
  const otherwise = values[pairs]?.evaluate;
  return derive(values[0]?.type ?? VOID, [...args], span, (row) => {
    const wanted = of(row);
    for (let i = 0; i < pairs; i++) {
      const key = keys[i]?.evaluate(row) ?? null;
      const same = wanted === null || key === null ? wanted === key : compare(wanted, key) === 0;
      if (same) return values[i]?.evaluate(row) ?? null;
    }
    return otherwise?.(row) ?? null;
  });
}
