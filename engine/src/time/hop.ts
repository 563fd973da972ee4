/**
 * Start of the hop (or tile) that holds `timeMs`. Truncates toward zero, as Chronon does, so hops -1 and 0 share
 * a start; times before 1970 are outside the contract (SPEC).
 */
export function roundToHop(timeMs: number, hopMs: number): number {
  // Plus zero: a negative time of hop 0 would give -0, which is not 0 in JSON.
  return Math.trunc(timeMs / hopMs) * hopMs + 0;
}
