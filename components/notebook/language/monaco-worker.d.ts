/** The parts of Monaco's TypeScript worker that the notebook's worker builds on; the package ships no types for it. */
declare module "monaco-editor/languages/features/typescript/ts.worker.js" {
  export const ts: { readonly typescript: typeof import("typescript") };

  export interface MirrorModel {
    readonly uri: { toString(): string };
    readonly version: number;
    getValue(): string;
  }

  export interface WorkerContext {
    getMirrorModels(): readonly MirrorModel[];
  }

  export class TypeScriptWorker {
    constructor(context: WorkerContext, createData: unknown);
    getScriptVersion(fileName: string): string;
    protected _getScriptText(fileName: string): string | undefined;
    getLanguageService(): import("typescript").LanguageService;
  }

  export function initialize(create: (context: WorkerContext, createData: unknown) => TypeScriptWorker): void;
}

declare module "monaco-editor/editor/editor.api.js" {
  export * from "monaco-editor";
}

declare module "monaco-editor/languages/features/typescript/register.js" {
  const register: typeof import("monaco-editor").typescript;
  export const typescriptDefaults: typeof register.typescriptDefaults;
  export const getTypeScriptWorker: typeof register.getTypeScriptWorker;
}

declare module "monaco-editor/languages/features/typescript/tsMode.js" {}
