import type { JsonPath } from "../../group-by-editor/path-range.ts";
import type { NumberElsewhere, NumberSlot } from "../../simulation/number-slot.ts";
import type { CellAnalysis, SourceRange } from "../graph/cell-analysis.ts";
import type { TranspiledCell } from "../graph/transpile-cell.ts";

/** A diagnostic of TypeScript inside one cell. */
export interface LanguageProblem extends SourceRange {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** What the notebook asks of TypeScript. In the page a worker answers; all of it works offline. */
export interface LanguageRequests {
  analyse(source: string): Promise<CellAnalysis>;
  transpile(source: string, analysis: CellAnalysis): Promise<TranspiledCell>;
  /** Where the parts of an exported definition stand in its cell; null where the text does not tell. */
  rangesOfPaths(
    source: string,
    exportName: string,
    paths: readonly JsonPath[],
  ): Promise<readonly (SourceRange | null)[]>;
  /** Where a number of an exported definition is written: see `findNumberSlot`. */
  numberSlot(source: string, exportName: string, path: readonly string[]): Promise<NumberSlot | NumberElsewhere | null>;
  /** What each model of the language service sees beyond its own text, by URI. */
  setSuffixes(suffixes: Readonly<Record<string, string>>): Promise<void>;
  /** Type errors of one model. */
  problems(uri: string): Promise<readonly LanguageProblem[]>;
}
