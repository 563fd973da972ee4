const DIGIT_BITS = 16;
const DIGITS = 2 ** DIGIT_BITS;

/**
 * Indices of the arrivals from the earliest to the latest, those at one time in their order. Arrivals are whole ms. A
 * radix sort: it stays linear for the long, nearly sorted columns that streams are.
 */
export function arrivalOrder(arrivalMs: Float64Array): Uint32Array {
  let order: Uint32Array<ArrayBuffer> = Uint32Array.from(arrivalMs.keys());
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sorted = true;
  for (const [i, time] of arrivalMs.entries()) {
    if (time < min) min = time;
    if (time > max) max = time;
    if (i > 0 && time < (arrivalMs[i - 1] ?? 0)) sorted = false;
  }
  if (sorted) return order;
  let spare = new Uint32Array(order.length);
  for (let scale = 1; scale <= max - min; scale *= DIGITS) {
    const digit = (index: number): number => Math.floor(((arrivalMs[index] ?? 0) - min) / scale) % DIGITS;
    const starts = new Uint32Array(DIGITS + 1);
    for (const index of order) starts[digit(index) + 1] = (starts[digit(index) + 1] ?? 0) + 1;
    for (let i = 1; i <= DIGITS; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    for (const index of order) {
      const at = starts[digit(index)] ?? 0;
      starts[digit(index)] = at + 1;
      spare[at] = index;
    }
    [order, spare] = [spare, order];
  }
  return order;
}
