import {
  initialize,
  ts as services,
  TypeScriptWorker,
  type WorkerContext,
} from "monaco-editor/languages/features/typescript/ts.worker.js";
import { analyseCell } from "../../../engine/src/notebook-file/analyse-cell.ts";
import type { CellAnalysis, SourceRange } from "../../../engine/src/notebook-file/cell-analysis.ts";
import { type JsonPath, rangeOfPath } from "../../../engine/src/notebook-file/path-range.ts";
import { type TranspiledCell, transpileCell } from "../../../engine/src/notebook-file/transpile-cell.ts";
import { findNumberSlot, type NumberElsewhere, type NumberSlot } from "../../simulation/number-slot.ts";
import type { LanguageProblem, LanguageRequests } from "./notebook-language.ts";

const ts = services.typescript;

/** Codes that say something about a single file, and nothing about a cell of one. */
const NOT_FOR_CELLS: ReadonlySet<number> = new Set([
  6133, // declared but never read: another cell may read it
  6192, // all imports unused
  6196, // type declared but never used
  6198,
  80005,
]);

/** Monaco's TypeScript worker, which also knows that its models are the cells of one file. */
class NotebookWorker extends TypeScriptWorker implements LanguageRequests {
  #suffixes: Readonly<Record<string, string>> = {};
  #suffixVersion = 0;
  readonly #context: WorkerContext;

  constructor(context: WorkerContext, createData: unknown) {
    super(context, createData);
    this.#context = context;
  }

  override getScriptVersion(fileName: string): string {
    const version = super.getScriptVersion(fileName);
    return fileName in this.#suffixes ? `${version}.${this.#suffixVersion}` : version;
  }

  protected override _getScriptText(fileName: string): string | undefined {
    const text = super._getScriptText(fileName);
    return text === undefined ? undefined : text + (this.#suffixes[fileName] ?? "");
  }

  async setSuffixes(suffixes: Readonly<Record<string, string>>): Promise<void> {
    this.#suffixes = suffixes;
    this.#suffixVersion++;
  }

  async analyse(source: string): Promise<CellAnalysis> {
    return analyseCell(ts, source);
  }

  async transpile(source: string, analysis: CellAnalysis): Promise<TranspiledCell> {
    return transpileCell(ts, source, analysis);
  }

  async rangesOfPaths(
    source: string,
    exportName: string,
    paths: readonly JsonPath[],
  ): Promise<readonly (SourceRange | null)[]> {
    const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
    return paths.map((path) => rangeOfPath(ts, file, exportName, path));
  }

  async numberSlot(
    source: string,
    exportName: string,
    path: readonly string[],
  ): Promise<NumberSlot | NumberElsewhere | null> {
    return findNumberSlot(ts, source, exportName, path);
  }

  async problems(fileName: string): Promise<readonly LanguageProblem[]> {
    const model = this.#context.getMirrorModels().find(({ uri }) => uri.toString() === fileName);
    if (model === undefined) return [];
    const length = model.getValue().length;
    const service = this.getLanguageService();
    return [...service.getSyntacticDiagnostics(fileName), ...service.getSemanticDiagnostics(fileName)]
      .filter(({ start, code }) => start !== undefined && start <= length && !NOT_FOR_CELLS.has(code))
      .map(({ start = 0, length: size = 1, code, category, messageText }) => ({
        start,
        end: Math.min(length, start + size),
        code: `ts/${code}`,
        severity: category === ts.DiagnosticCategory.Error ? "error" : "warning",
        message: ts.flattenDiagnosticMessageText(messageText, "\n"),
      }));
  }
}

// Monaco posts one message to wake the worker, then its settings.
self.onmessage = () => {
  initialize((context, createData) => new NotebookWorker(context, createData));
};
