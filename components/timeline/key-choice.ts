import type { Trace } from "../playback/engine.ts";

/** Keys that match what was typed, busiest first; those that begin with it come before those that contain it. */
export function matchingKeys(trace: Trace, byCount: readonly number[], typed: string, most: number): number[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return byCount.slice(0, most);
  const begins: number[] = [];
  const contains: number[] = [];
  for (const key of byCount) {
    const at = (trace.keys[key] ?? "").toLowerCase().indexOf(wanted);
    if (at === 0) begins.push(key);
    else if (at > 0) contains.push(key);
    if (begins.length >= most) break;
  }
  return [...begins, ...contains].slice(0, most);
}

/** Index of the key to show: the chosen one, else the one of the definition, else the busiest; -1 without keys. */
export function shownKey(
  trace: Trace,
  byCount: readonly number[],
  chosen: string | undefined,
  defined: string | undefined,
): number {
  for (const key of [chosen, defined]) {
    const index = key === undefined ? -1 : trace.keys.indexOf(key);
    if (index >= 0) return index;
  }
  return byCount[0] ?? -1;
}
