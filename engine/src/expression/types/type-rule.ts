import { DECIMAL_SYSTEM_DEFAULT, decimalForIntegral } from "./decimal-type.ts";
import type { SparkType } from "./spark-type.ts";
import {
  arrayOf,
  CALENDAR_INTERVAL,
  DOUBLE,
  INT,
  isAtomic,
  isDatetime,
  isDecimal,
  isIntegral,
  isInterval,
  isNumeric,
  mapOf,
  sameSparkType,
  sparkTypeName,
  VOID,
} from "./spark-type.ts";

/** What a function parameter takes: one type, a family of types, or one of several. */
export type TypeRule =
  | SparkType
  | { readonly family: TypeFamily }
  | { readonly listOf: TypeRule }
  | { readonly oneOf: readonly TypeRule[] };

type TypeFamily = "any" | "numeric" | "integral" | "decimal" | "array" | "map" | "interval";

const family = (name: TypeFamily): TypeRule => ({ family: name });
export const ANY = family("any");
export const NUMERIC = family("numeric");
export const INTEGRAL = family("integral");
export const ANY_DECIMAL = family("decimal");
export const ANY_ARRAY = family("array");
export const ANY_MAP = family("map");
export const ANY_INTERVAL = family("interval");
export const oneOf = (...rules: TypeRule[]): TypeRule => ({ oneOf: rules });
export const listOf = (rule: TypeRule): TypeRule => ({ listOf: rule });

const MEMBERS: Record<TypeFamily, (type: SparkType) => boolean> = {
  any: () => true,
  numeric: isNumeric,
  integral: isIntegral,
  decimal: isDecimal,
  array: (type) => type.kind === "array",
  map: (type) => type.kind === "map",
  interval: isInterval,
};

const DEFAULTS: Record<TypeFamily, SparkType> = {
  any: VOID,
  numeric: DOUBLE,
  integral: INT,
  decimal: DECIMAL_SYSTEM_DEFAULT,
  array: arrayOf(VOID),
  map: mapOf(VOID, VOID),
  interval: CALENDAR_INTERVAL,
};

/** True if a value of this type is taken as it is. */
export function accepts(rule: TypeRule, type: SparkType): boolean {
  if ("kind" in rule) return sameSparkType(rule, type);
  if ("family" in rule) return MEMBERS[rule.family](type);
  if ("listOf" in rule) return type.kind === "array" && accepts(rule.listOf, type.element);
  return rule.oneOf.some((one) => accepts(one, type));
}

function defaultType(rule: TypeRule): SparkType {
  if ("kind" in rule) return rule;
  if ("family" in rule) return DEFAULTS[rule.family];
  if ("listOf" in rule) return arrayOf(defaultType(rule.listOf));
  const first = rule.oneOf[0];
  return first === undefined ? VOID : defaultType(first);
}

function castToFamily(type: SparkType, name: TypeFamily): SparkType | null {
  if (name === "numeric") return type.kind === "string" ? DOUBLE : null;
  if (name === "decimal") {
    if (type.kind === "string") return DECIMAL_SYSTEM_DEFAULT;
    return isNumeric(type) ? decimalForIntegral(type) : null;
  }
  return null;
}

function castToType(type: SparkType, target: SparkType): SparkType | null {
  if (isNumeric(target)) return isNumeric(type) || type.kind === "string" ? target : null;
  if (isDatetime(target)) return isDatetime(type) || type.kind === "string" ? target : null;
  if (target.kind === "binary") return type.kind === "string" ? target : null;
  if (target.kind === "string") return isAtomic(type) ? target : null;
  if (target.kind === "array" && type.kind === "array") {
    const element = implicitCast(type.element, target.element);
    return element === null ? null : arrayOf(element);
  }
  if (target.kind === "map" && type.kind === "map") {
    const key = implicitCast(type.key, target.key);
    const value = implicitCast(type.value, target.value);
    return key === null || value === null ? null : mapOf(key, value);
  }
  return null;
}

/** The type an argument is cast to for a parameter; the same type if it fits, null if nothing fits. */
export function implicitCast(type: SparkType, rule: TypeRule): SparkType | null {
  if (accepts(rule, type)) return type;
  if (type.kind === "void") return defaultType(rule);
  if ("kind" in rule) return castToType(type, rule);
  if ("family" in rule) return castToFamily(type, rule.family);
  if ("listOf" in rule) {
    if (type.kind !== "array") return null;
    const element = implicitCast(type.element, rule.listOf);
    return element === null ? null : arrayOf(element);
  }
  for (const one of rule.oneOf) {
    const found = implicitCast(type, one);
    if (found !== null) return found;
  }
  return null;
}

/** How a message names what a parameter takes. */
export function describeRule(rule: TypeRule): string {
  if ("kind" in rule) return sparkTypeName(rule);
  if ("family" in rule) return rule.family;
  if ("listOf" in rule) return `array of ${describeRule(rule.listOf)}`;
  return rule.oneOf.map(describeRule).join(" or ");
}
