const SURROGATE = /[\ud800-\udfff]/;

/** Number of code points, as Spark counts characters. */
export function lengthOf(text: string): number {
  return SURROGATE.test(text) ? [...text].length : text.length;
}

/** Code points from `start` up to `end`, both counted from zero and cut to the text. */
export function sliceOf(text: string, start: number, end: number): string {
  const from = Math.max(0, start);
  if (end <= from) return "";
  return SURROGATE.test(text) ? [...text].slice(from, end).join("") : text.slice(from, end);
}

/** Code points before a UTF-16 position. */
export const pointsBefore = (text: string, unit: number): number => lengthOf(text.slice(0, unit));

/** UTF-16 position of a code point. */
export function unitAt(text: string, point: number): number {
  return SURROGATE.test(text) ? sliceOf(text, 0, point).length : Math.min(point, text.length);
}

export const reverseText = (text: string): string => [...text].reverse().join("");

/** Position of the first occurrence from code point `start` on, in code points; -1 if there is none. */
export function indexOfText(text: string, part: string, start: number): number {
  if (part === "") return 0;
  const found = text.indexOf(part, unitAt(text, start));
  return found < 0 ? -1 : pointsBefore(text, found);
}
