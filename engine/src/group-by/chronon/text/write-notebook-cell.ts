import type { GroupBy } from "../../group-by.ts";
import { DefinitionPrinter } from "./definition-printer.ts";
import { printExpression, TYPESCRIPT } from "./expression.ts";
import { groupByExpression } from "./group-by-expression.ts";

export interface NotebookCell {
  readonly source: string;
  /** Names of `tilescope/notebook` that the source uses, sorted. */
  readonly imports: readonly string[];
}

/** A GroupBy as the source of a notebook cell that exports it under a name, which must be one that TypeScript takes. */
export function writeNotebookCell(groupBy: GroupBy, exportName: string): NotebookCell {
  const printer = new DefinitionPrinter(TYPESCRIPT);
  const expression = groupByExpression(printer, groupBy, groupBy.metaData?.name ?? exportName);
  const start = `export const ${exportName} = `;
  return {
    source: `${start}${printExpression(expression, TYPESCRIPT, 0, start.length)};`,
    imports: [...printer.used].sort(),
  };
}
