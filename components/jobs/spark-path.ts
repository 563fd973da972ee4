/**
 * A line through amounts of consecutive seconds in a box of `width` by `height`, zero at the bottom. It ends at the right;
 * with less than `seconds` of them it begins later.
 */
export function sparkPath(series: readonly number[], seconds: number, width: number, height: number): string {
  const shown = series.slice(-seconds);
  const top = Math.max(...shown, 0);
  const stepPx = width / Math.max(1, seconds - 1);
  return shown
    .map((amount, i) => {
      const x = width - (shown.length - 1 - i) * stepPx;
      const y = height - (top === 0 ? 0 : (amount / top) * height);
      return `${i === 0 ? "M" : "L"}${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
    })
    .join("");
}
