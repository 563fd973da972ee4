import type { SourceRange } from "../../../engine/src/notebook-file/cell-analysis.ts";
import type { CellLanguage } from "../../../engine/src/notebook-file/cell-language.ts";
import type { NumberElsewhere, NumberSlot } from "../../simulation/number-slot.ts";

/** A diagnostic of TypeScript inside one cell. */
export interface LanguageProblem extends SourceRange {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** What the notebook asks of TypeScript. In the page a worker answers; all of it works offline. */
export interface LanguageRequests extends CellLanguage {
  /** Where a number of an exported definition is written: see `findNumberSlot`. */
  numberSlot(source: string, exportName: string, path: readonly string[]): Promise<NumberSlot | NumberElsewhere | null>;
  /** What each model of the language service sees beyond its own text, by URI. */
  setSuffixes(suffixes: Readonly<Record<string, string>>): Promise<void>;
  /** Type errors of one model. */
  problems(uri: string): Promise<readonly LanguageProblem[]>;
}
