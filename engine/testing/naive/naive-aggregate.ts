import type { OperationName } from "../../src/group-by/group-by.ts";
import type { Value } from "../../src/schema/value.ts";

/** A non-null input and its event time. */
export interface TimedInput {
  readonly value: Value;
  readonly timeMs: number;
}

const isFloat = (type: unknown): boolean => type === "double" || type === "float";

/** JVM order of doubles, and natural order of the rest: -0 before 0, NaN last. */
function order(a: Value, b: Value): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === b) return Number(Object.is(b, -0)) - Number(Object.is(a, -0));
  return (a as number) < (b as number) ? -1 : 1;
}

/** Values with different ids, largest first: of structs the id and the rank are fields. */
function differentById(values: readonly Value[]): Value[] {
  const field = (value: Value, name: string): Value =>
    typeof value === "object" ? ((value as Readonly<Record<string, Value>>)[name] ?? null) : value;
  const first = values.filter((a, i) => values.findIndex((b) => field(a, "unique_id") === field(b, "unique_id")) === i);
  return first.sort((a, b) => order(field(b, "sort_key"), field(a, "sort_key")));
}

function integerSum(values: readonly Value[]): Value {
  const exact = BigInt.asIntN(
    64,
    values.reduce<bigint>((sum, value) => sum + BigInt(value as number), 0n),
  );
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

/** Text of a counted item as Java writes it, for doubles of ordinary size. */
function itemText(value: Value, type: unknown): string {
  if (isFloat(type) && Number.isInteger(value)) return Object.is(value, -0) ? "-0.0" : `${value}.0`;
  return String(value);
}

/**
 * What an operation means, said over raw values in their order of arrival; the specification that every faster way
 * is compared with. Shares no code with the aggregators. Ties of FIRST_K and LAST_K are left open (arrival order here),
 * sketches are as exact as with few different items.
 */
export function naiveAggregate(
  operation: OperationName,
  k: number,
  type: unknown,
  inputs: readonly TimedInput[],
): Value {
  const values = inputs.map((input) => input.value);
  const n = values.length;
  const sum = (f: (x: number) => number): number =>
    values.reduce<number>((total, value) => total + f(Number(value)), 0);
  const mean = sum((x) => x) / n;
  const moment = (power: number): number => sum((x) => (x - mean) ** power) / n;
  const byTime = (sign: 1 | -1): Value[] =>
    [...inputs].sort((a, b) => sign * (a.timeMs - b.timeMs)).map((input) => input.value);
  const sorted = (sign: 1 | -1): Value[] => [...values].sort((a, b) => sign * order(a, b));
  const distinct = (): Value[] =>
    values.filter((a, i) => type === "binary" || values.findIndex((b) => Object.is(a, b)) === i);
  const counts = (): Map<string, number> => {
    const rows = distinct().map((item) => [item, values.filter((value) => Object.is(value, item)).length] as const);
    const most = rows.sort((a, b) => b[1] - a[1]).slice(0, k);
    return new Map(most.map(([item, count]) => [itemText(item, type), count]));
  };
  const meanings: Partial<Record<OperationName, () => Value>> = {
    COUNT: () => n,
    SUM: () => (isFloat(type) ? sum((x) => x) : integerSum(values)),
    AVERAGE: () => mean,
    VARIANCE: () => moment(2),
    SKEW: () => (n < 3 || moment(2) === 0 ? null : moment(3) / moment(2) ** 1.5),
    KURTOSIS: () => (n < 4 || moment(2) === 0 ? null : moment(4) / moment(2) ** 2 - 3),
    MIN: () => values.find(Number.isNaN) ?? sorted(1)[0] ?? null,
    MAX: () => sorted(-1)[0] ?? null,
    FIRST: () => byTime(1)[0] ?? null,
    LAST: () => byTime(-1)[0] ?? null,
    FIRST_K: () => byTime(1).slice(0, k),
    LAST_K: () => byTime(-1).slice(0, k),
    TOP_K: () => sorted(-1).slice(0, k),
    BOTTOM_K: () => sorted(1).slice(0, k),
    UNIQUE_COUNT: () => distinct().length,
    BOUNDED_UNIQUE_COUNT: () => Math.min(k, distinct().length),
    UNIQUE_TOP_K: () => differentById(values).slice(0, k),
    APPROX_FREQUENT_K: counts,
    APPROX_HEAVY_HITTERS_K: counts,
    HISTOGRAM: () => new Map(distinct().map((key) => [String(key), values.filter((value) => value === key).length])),
  };
  return n === 0 ? null : (meanings[operation]?.() ?? null);
}
