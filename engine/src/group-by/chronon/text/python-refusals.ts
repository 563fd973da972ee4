import { operationName } from "../../../aggregation/expand-parts.ts";
import type { Diagnostic } from "../../../errors.ts";
import { TimeUnit } from "../../../time/window.ts";
import { ForkOperation } from "../../group-by.ts";
import type { ChrononDefinition } from "../definition.ts";
import { innerOf } from "./inner-definitions.ts";

const FORK: ReadonlySet<number | undefined> = new Set(Object.values(ForkOperation));

/** What Chronon's Python cannot say at all. */
export function refusals(definition: ChrononDefinition): Diagnostic[] {
  const found: Diagnostic[] = innerOf(definition).flatMap(refusals);
  if (definition.kind !== "GroupBy") return found;
  const { metaData, sources = [], aggregations } = definition.definition;
  const refuse = (path: Diagnostic["path"], what: string, hint: string): void => {
    const message = `${metaData?.name ?? "The GroupBy"}: ${what}`;
    found.push({ code: "export/not-in-chronon", severity: "error", message, hint, path });
  };
  for (const [i, { operation = 0, windows = [] }] of (aggregations ?? []).entries()) {
    const path = ["aggregations", i];
    if (FORK.has(operation))
      refuse(
        [...path, "operation"],
        `${operationName(operation)} is an operation of the Zipline fork; Chronon does not have it.`,
        "Use an operation of Chronon, or take the compiled JSON.",
      );
    if (windows.some(({ timeUnit }) => timeUnit === TimeUnit.MINUTES))
      refuse(
        [...path, "windows"],
        "a window in minutes is one of the Zipline fork; Chronon does not have it.",
        "Use hours or days, or take the compiled JSON.",
      );
  }
  for (const [i, { entities }] of sources.entries())
    if (aggregations === undefined && entities !== undefined && entities.query?.selects === undefined)
      refuse(
        ["sources", i],
        "its source selects all columns, and Chronon wants their names where nothing is aggregated.",
        "Write the columns into selects.",
      );
  return found;
}

/** What Chronon's jobs will miss, though its Python can say it. */
export function missingForJobs({ kind, definition }: ChrononDefinition): Diagnostic[] {
  if (kind !== "GroupBy") return [];
  return (definition.sources ?? []).flatMap(({ events }, i): Diagnostic[] =>
    events === undefined || events.table !== undefined
      ? []
      : [
          {
            code: "export/no-table",
            severity: "warning",
            message: `${definition.metaData?.name ?? "The GroupBy"}: the source of ${events.topic ?? "events"} has no table.`,
            hint: "Chronon's batch jobs and uploads read one: write table=… into the source.",
            path: ["sources", i],
          },
        ],
  );
}
