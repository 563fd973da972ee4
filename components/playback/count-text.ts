const format = new Intl.NumberFormat("en-US");

/** A count with thousands separators. Called for every tile of a frame, so small ones take a short way. */
export const integerText = (count: number): string =>
  count >= 0 && count < 1_000 && Number.isInteger(count) ? String(count) : format.format(count);

/** `1 event`, `1,204 events`. */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${integerText(count)} ${count === 1 ? one : many}`;
