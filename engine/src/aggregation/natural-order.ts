/** A value of an ordered type: integers of any width, floats, strings. */
export type Ordered = number | bigint | string;

/**
 * Natural order as the JVM sorts it: strings by UTF-16 unit, -0 before 0, NaN after everything and equal to itself.
 * Integers have neither NaN nor -0.
 */
export function compareNaturally(left: Ordered, right: Ordered): number {
  if (left < right) return -1;
  if (left > right) return 1;
  if (left === right) return left === 0 ? compareZeros(left, right) : 0;
  const leftIsNan = Number.isNaN(left);
  return leftIsNan === Number.isNaN(right) ? 0 : leftIsNan ? 1 : -1;
}

function compareZeros(left: Ordered, right: Ordered): number {
  return Number(Object.is(right, -0)) - Number(Object.is(left, -0));
}
