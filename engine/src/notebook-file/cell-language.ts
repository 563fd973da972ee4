import { analyseCell } from "./analyse-cell.ts";
import type { CellAnalysis, SourceRange } from "./cell-analysis.ts";
import { type JsonPath, rangeOfPath } from "./path-range.ts";
import { type TranspiledCell, transpileCell } from "./transpile-cell.ts";
import type { TypeScript } from "./typescript-api.ts";

/** What running a notebook asks of TypeScript. */
export interface CellLanguage {
  analyse(source: string): Promise<CellAnalysis>;
  transpile(source: string, analysis: CellAnalysis): Promise<TranspiledCell>;
  /** Where the parts of an exported definition stand in its cell; null where the text does not tell. */
  rangesOfPaths(
    source: string,
    exportName: string,
    paths: readonly JsonPath[],
  ): Promise<readonly (SourceRange | null)[]>;
}

/** The same on a compiler that is at hand. */
export function cellLanguage(ts: TypeScript): CellLanguage {
  return {
    analyse: async (source) => analyseCell(ts, source),
    transpile: async (source, analysis) => transpileCell(ts, source, analysis),
    async rangesOfPaths(source, exportName, paths) {
      const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
      return paths.map((path) => rangeOfPath(ts, file, exportName, path));
    },
  };
}
