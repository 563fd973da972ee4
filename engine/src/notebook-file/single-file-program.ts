import type { Program, SourceFile, TypeChecker } from "typescript";
import type { TypeScript } from "./typescript-api.ts";

export interface SingleFileProgram {
  readonly file: SourceFile;
  readonly checker: TypeChecker;
  readonly program: Program;
}

const FILE_NAME = "/cell.ts";

/** A program of one file without libraries: enough for the binder and for scopes, a few milliseconds to make. */
export function singleFileProgram(ts: TypeScript, source: string): SingleFileProgram {
  const file = ts.createSourceFile(FILE_NAME, source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const program = ts.createProgram({
    rootNames: [FILE_NAME],
    options: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      noLib: true,
      noResolve: true,
      types: [],
    },
    host: {
      getSourceFile: (name) => (name === FILE_NAME ? file : undefined),
      getDefaultLibFileName: () => "lib.d.ts",
      writeFile: () => {},
      getCurrentDirectory: () => "/",
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (name) => name === FILE_NAME,
      readFile: () => undefined,
    },
  });
  return { file, checker: program.getTypeChecker(), program };
}
