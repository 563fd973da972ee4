import { HEADER_ID } from "../../engine/src/notebook-file/cell-graph.ts";
import type { NotebookSession } from "../notebook/session/notebook-session.ts";
import type { NumberSlot } from "./number-slot.ts";

/** A number that a definition takes: the cell, its export and the way in. */
export interface NumberTarget {
  readonly cellId: string;
  readonly exportName: string;
  readonly path: readonly string[];
}

/** A number's place in the source as it was read. */
export interface LocatedNumber {
  readonly cellId: string;
  readonly source: string;
  readonly slot: NumberSlot;
}

function sourceOf(session: NotebookSession, cellId: string): string | null {
  const { notebook } = session.document.get();
  if (cellId === HEADER_ID) return notebook.header;
  return notebook.cells.find((cell) => cell.id === cellId)?.source ?? null;
}

/** Follows a number from cell to cell until it is written as one. */
async function locate(session: NotebookSession, target: NumberTarget): Promise<LocatedNumber | null> {
  let { cellId, exportName, path } = target;
  for (let hops = 0; hops < 8; hops++) {
    const source = sourceOf(session, cellId);
    if (source === null) return null;
    const found = await session.language.numberSlot(source, exportName, path);
    if (found === null) return null;
    if (!("elsewhere" in found)) return cellId === HEADER_ID ? null : { cellId, source, slot: found };
    const owner = session.runtime.ownerOf(found.elsewhere);
    if (owner === null) return null;
    cellId = owner;
    exportName = found.elsewhere;
    path = [];
  }
  return null;
}

/** The places where the numbers are written, each once; null if one of them cannot be changed there. */
export async function locateNumbers(
  session: NotebookSession,
  targets: readonly NumberTarget[],
): Promise<readonly LocatedNumber[] | null> {
  const places = await Promise.all(targets.map((target) => locate(session, target)));
  const found = new Map<string, LocatedNumber>();
  for (const place of places) {
    if (place === null) return null;
    found.set(`${place.cellId} ${place.slot.start}`, place);
  }
  return found.size === 0 ? null : [...found.values()];
}

/** Writes texts at their places, and says where they stand now. Null if a cell has changed since it was read. */
export function writeNumbers(
  session: NotebookSession,
  places: readonly LocatedNumber[],
  textFor: (slot: NumberSlot) => string,
  continues: boolean,
): readonly LocatedNumber[] | null {
  const sources: Record<string, string> = {};
  // From the end, so that places further up in the same cell stay where they are.
  const fromEnd = [...places].sort((a, b) => b.slot.start - a.slot.start);
  const texts = new Map(fromEnd.map((place) => [place, textFor(place.slot)]));
  for (const place of fromEnd) {
    if (sourceOf(session, place.cellId) !== place.source) return null;
    const { start, end, before, after } = place.slot;
    const source = sources[place.cellId] ?? place.source;
    sources[place.cellId] = source.slice(0, start) + before + (texts.get(place) ?? "") + after + source.slice(end);
  }
  session.document.dispatch({ type: "editCells", sources, continues });
  return places.map((place) => {
    const lengthNow = (one: LocatedNumber) =>
      one.slot.before.length + (texts.get(one) ?? "").length + one.slot.after.length;
    const shift = places
      .filter((other) => other.cellId === place.cellId && other.slot.start < place.slot.start)
      .reduce((sum, other) => sum + lengthNow(other) - (other.slot.end - other.slot.start), 0);
    const text = texts.get(place) ?? "";
    const start = place.slot.start + shift + place.slot.before.length;
    const slot: NumberSlot = { start, end: start + text.length, before: "", after: "", expression: text };
    return { cellId: place.cellId, source: sources[place.cellId] ?? place.source, slot };
  });
}
