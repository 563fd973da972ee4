import type { Expression, SourceFile } from "typescript";
import type { TypeScript } from "./typescript-api.ts";

/** What a top-level variable of a file is set to; null if the file declares no such variable, or sets it to nothing. */
export function topLevelValue(ts: TypeScript, file: SourceFile, name: string): Expression | null {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (ts.isIdentifier(declaration.name) && declaration.name.text === name) return declaration.initializer ?? null;
    }
  }
  return null;
}
