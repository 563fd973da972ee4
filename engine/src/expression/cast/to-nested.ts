import { isFractional, isIntegral, type SparkType, sameSparkType } from "../types/spark-type.ts";
import type { SparkArray, SparkMap, SparkStruct, SparkValue } from "../values/spark-value.ts";

type Cast = (value: SparkValue) => SparkValue;

/** Chooses the conversion between two types; null if there is none. */
type ChooseCast = (from: SparkType, to: SparkType) => Cast | null;

const keepNull =
  (cast: Cast): Cast =>
  (value) =>
    value === null ? null : cast(value);

/** True where a present value may become NULL, which a map key must not. */
function mayBecomeNull(from: SparkType, to: SparkType): boolean {
  if (from.kind === "void" || sameSparkType(from, to) || to.kind === "string") return false;
  if (from.kind === "string") return to.kind !== "binary";
  if (to.kind === "date") return from.kind !== "timestamp";
  return (isFractional(from) && isIntegral(to)) || to.kind === "decimal" || to.kind === "calendarInterval";
}

/** CAST between arrays, maps or structs: element by element, field by field in order. */
export function toNested(from: SparkType, to: SparkType, castFunction: ChooseCast): Cast | null {
  if (from.kind === "array" && to.kind === "array") {
    const element = castFunction(from.element, to.element);
    return element === null ? null : (value) => (value as SparkArray).map(keepNull(element));
  }
  if (from.kind === "map" && to.kind === "map") {
    const key = castFunction(from.key, to.key);
    const item = castFunction(from.value, to.value);
    if (key === null || item === null || mayBecomeNull(from.key, to.key)) return null;
    const present = keepNull(item);
    return (value) => new Map([...(value as SparkMap)].map(([k, v]) => [key(k), present(v)]));
  }
  if (from.kind === "struct" && to.kind === "struct" && from.fields.length === to.fields.length) {
    const fields: { from: string; to: string; cast: Cast }[] = [];
    for (const [i, field] of from.fields.entries()) {
      const target = to.fields[i];
      const cast = target === undefined ? null : castFunction(field.type, target.type);
      if (target === undefined || cast === null) return null;
      fields.push({ from: field.key, to: target.key, cast: keepNull(cast) });
    }
    return (value) => {
      const struct: Record<string, SparkValue> = {};
      for (const field of fields) struct[field.to] = field.cast((value as SparkStruct)[field.from] ?? null);
      return struct;
    };
  }
  return null;
}
