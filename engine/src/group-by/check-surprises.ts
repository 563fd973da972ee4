import { operationName } from "../aggregation/expand-parts.ts";
import { isDeletable, isTimed } from "../aggregation/operation-types.ts";
import { windowLabel, windowMs } from "../time/window.ts";
import type { DiagnosticList } from "./diagnostic-list.ts";
import type { Aggregation, GroupBy } from "./group-by.ts";

type Path = readonly (string | number)[];

/**
 * What a valid definition means that its author may not expect: where Chronon disagrees with itself about it, and where an
 * answer says less than its name. Nothing here keeps it from running.
 */
export function checkSurprises(groupBy: GroupBy, diagnostics: DiagnosticList): void {
  const aggregations = groupBy.aggregations ?? [];
  for (const [i, aggregation] of aggregations.entries()) {
    const path = ["aggregations", i];
    checkElementWise(aggregation, path, diagnostics);
    checkSameWindows(aggregation, path, diagnostics);
    checkBounds(aggregation, path, diagnostics);
  }
  if (hasMutations(groupBy)) checkDeletes(aggregations, diagnostics);
}

/** Whether rows of its sources are changed and deleted. */
export const hasMutations = ({ sources = [] }: GroupBy): boolean =>
  sources.some(({ entities }) => entities?.mutationTopic !== undefined || entities?.mutationTable !== undefined);

const nameOf = ({ operation }: Aggregation) => (operation === undefined ? null : operationName(operation));

/** SPEC A14. */
function checkElementWise(aggregation: Aggregation, path: Path, diagnostics: DiagnosticList): void {
  const name = nameOf(aggregation);
  if (!aggregation.elementWise || name === null || isTimed(name)) return;
  diagnostics.warn(
    "element-wise-in-windows",
    [...path, "elementWise"],
    "Chronon forgets elementWise in windows: its serving takes all elements together and its backfill fails; here positions stay.",
    "To have one answer in both, select each position as a column of its own.",
  );
}

/** 24 hours and 1 day are one window, with two names. */
function checkSameWindows({ windows = [] }: Aggregation, path: Path, diagnostics: DiagnosticList): void {
  for (const [j, window] of windows.entries()) {
    const twin = windows.slice(0, j).find((other) => windowMs(other) === windowMs(window));
    if (twin === undefined) continue;
    diagnostics.info(
      "same-window",
      [...path, "windows", j],
      `${windowLabel(window)} is as long as ${windowLabel(twin)}: both features always have the same value.`,
      "Remove one of them.",
    );
  }
}

function checkBounds(aggregation: Aggregation, path: Path, diagnostics: DiagnosticList): void {
  const name = nameOf(aggregation);
  const { k } = aggregation.argMap ?? {};
  if (name === "BOUNDED_UNIQUE_COUNT" && k === undefined)
    diagnostics.info(
      "bounded-by-default",
      path,
      "BOUNDED_UNIQUE_COUNT counts up to 8 when no k is given; its 8 then means 8 or more.",
      'Add `"argMap": {"k": "100"}` for a higher bound.',
    );
  if (name === "HISTOGRAM" && Number(k ?? 0) > 0)
    diagnostics.info(
      "histogram-cut",
      [...path, "argMap", "k"],
      `Where counts tie for the last of the ${k} places, which entries stay is left to chance, and one with a larger count can be lost.`,
      "Leave k out to have all entries.",
    );
}

/** SPEC A7. */
function checkDeletes(aggregations: readonly Aggregation[], diagnostics: DiagnosticList): void {
  const names = aggregations.map(nameOf);
  const first = names.findIndex((name) => name !== null && !isDeletable(name));
  if (first < 0) return;
  const ignoring = [...new Set(names.filter((name) => name !== null && !isDeletable(name)))].join(", ");
  diagnostics.warn(
    "ignores-deletes",
    ["aggregations", first, "operation"],
    `${ignoring} cannot take a changed or deleted row out again: the old value counts until the next batch upload.`,
    "Use COUNT, SUM, AVERAGE or HISTOGRAM where rows change.",
  );
}
