import type { CellAnalysis } from "./cell-analysis.ts";
import type { TypeScript } from "./typescript-api.ts";

export interface TranspiledCell {
  /** The body of a function of `exports`, `require` and the names that the cell takes from elsewhere. */
  readonly code: string;
  /** The `mappings` of its source map. */
  readonly mappings: string;
}

/**
 * JavaScript for one cell. Every top-level value is exported, said so or not: the file is one module, so the cells
 * below see it.
 */
export function transpileCell(ts: TypeScript, source: string, analysis: CellAnalysis): TranspiledCell {
  const silent = analysis.declares.filter((declaration) => declaration.isValue && !declaration.exported);
  const suffix = `\nexport { ${silent.map((declaration) => declaration.name).join(", ")} };`;
  const { outputText, sourceMapText } = ts.transpileModule(source + suffix, {
    fileName: "cell.ts",
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      isolatedModules: true,
      sourceMap: true,
      newLine: ts.NewLineKind.LineFeed,
    },
  });
  const map = JSON.parse(sourceMapText ?? "{}") as { mappings?: string };
  return { code: outputText.replace(/^\/\/# sourceMappingURL=.*$/m, ""), mappings: map.mappings ?? "" };
}
