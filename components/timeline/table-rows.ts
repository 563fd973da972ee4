import { upperBound } from "../playback/playhead.ts";
import { FATES, type KeyIndex, tileEventsAt } from "./key-index.ts";

const kept = new WeakMap<KeyIndex, Int32Array>();

/** All drawn events of the key, in order of arrival. */
export function stepsOfKey(index: KeyIndex): Int32Array {
  let steps = kept.get(index);
  if (steps === undefined) {
    const columns = FATES.map((fate) => index.byArrival[fate].steps);
    steps = new Int32Array(columns.reduce((sum, column) => sum + column.length, 0));
    let at = 0;
    for (const column of columns) {
      steps.set(column, at);
      at += column.length;
    }
    steps.sort();
    kept.set(index, steps);
  }
  return steps;
}

/** How many of `stepsOfKey` had arrived by a step. */
export const arrivedOfKey = (index: KeyIndex, step: number): number => upperBound(stepsOfKey(index), step);

/** Positions in `index.tiles` of the tiles that hold an event at a step. */
export function tilesOfKey(index: KeyIndex, step: number): number[] {
  const shown: number[] = [];
  for (let at = 0; at < index.tiles.length; at++) if (tileEventsAt(index, at, step) > 0) shown.push(at);
  return shown;
}
