import * as monaco from "monaco-editor/editor/editor.api.js";
// Brings all parts of the editor along. Later they would come too late: services are counted when the first model is made.
import "monaco-editor/languages/features/typescript/tsMode.js";
import { getTypeScriptWorker, typescriptDefaults } from "monaco-editor/languages/features/typescript/register.js";
import { defineTheme } from "./monaco-theme.ts";
import { FIRST_LINE, type LineState, sameLineState, tokenizeLine } from "./typescript-tokens.ts";

/** A kind of module resolution that TypeScript has and Monaco's list of kinds has not. */
const BUNDLER: number = 100;
const TYPES_URL = "/generated/notebook-types.json";

globalThis.MonacoEnvironment = {
  getWorker(_module: string, label: string): Worker {
    if (label === "typescript")
      return new Worker(new URL("../language/typescript.worker.ts", import.meta.url), { type: "module" });
    return new Worker(new URL("./editor.worker.ts", import.meta.url), { type: "module" });
  },
};

class MonacoLineState {
  readonly lineState: LineState;

  constructor(lineState: LineState) {
    this.lineState = lineState;
  }

  clone(): MonacoLineState {
    return this;
  }

  equals(other: MonacoLineState): boolean {
    return sameLineState(this.lineState, other.lineState);
  }
}

function registerTypeScript(): void {
  monaco.languages.register({ id: "typescript", extensions: [".ts"], aliases: ["TypeScript"] });
  monaco.languages.setLanguageConfiguration("typescript", {
    comments: { lineComment: "//", blockComment: ["/*", "*/"] },
    brackets: [
      ["{", "}"],
      ["[", "]"],
      ["(", ")"],
    ],
    autoClosingPairs: [
      { open: "{", close: "}" },
      { open: "[", close: "]" },
      { open: "(", close: ")" },
      { open: '"', close: '"', notIn: ["string", "comment"] },
      { open: "'", close: "'", notIn: ["string", "comment"] },
      { open: "`", close: "`", notIn: ["string", "comment"] },
    ],
    wordPattern: /(-?\d*\.\d\w*)|([^`~!@#%^&*()\-=+[{\]}\\|;:'",.<>/?\s]+)/,
    indentationRules: { increaseIndentPattern: /[{([][^})\]]*$/, decreaseIndentPattern: /^\s*[})\]]/ },
    onEnterRules: [
      {
        beforeText: /[{([]\s*$/,
        afterText: /^\s*[})\]]/,
        action: { indentAction: monaco.languages.IndentAction.IndentOutdent },
      },
    ],
  });
  monaco.languages.setTokensProvider("typescript", {
    getInitialState: () => new MonacoLineState(FIRST_LINE),
    tokenize(line, state) {
      const { tokens, next } = tokenizeLine(line, (state as MonacoLineState).lineState);
      return {
        tokens: tokens.map(({ start, tokenClass }) => ({ startIndex: start, scopes: tokenClass })),
        endState: new MonacoLineState(next),
      };
    },
  });
}

async function setUpTypeScript(): Promise<void> {
  typescriptDefaults.setCompilerOptions({
    target: 99,
    module: 99,
    moduleResolution: BUNDLER,
    moduleDetection: 3,
    strict: true,
    noEmit: true,
    isolatedModules: true,
    allowNonTsExtensions: true,
    skipLibCheck: true,
    lib: ["lib.es2023.d.ts"],
    types: [],
  });
  // The runtime asks for problems itself: a change in one cell may cause one in another.
  typescriptDefaults.setModeConfiguration({ ...typescriptDefaults.modeConfiguration, diagnostics: false });
  typescriptDefaults.setEagerModelSync(true);
  const response = await fetch(TYPES_URL);
  if (!response.ok) return;
  const files = (await response.json()) as Readonly<Record<string, string>>;
  typescriptDefaults.setExtraLibs(
    Object.entries(files).map(([path, content]) => ({ filePath: `file:///${path}`, content })),
  );
}

/** Monaco sets its TypeScript up when it first meets the language; this waits behind it. */
function meetTypeScript(): Promise<void> {
  const met = new Promise<void>((resolve, reject) => {
    monaco.languages.onLanguage("typescript", () => {
      import("monaco-editor/languages/features/typescript/tsMode.js").then(() => setTimeout(resolve, 0), reject);
    });
  });
  monaco.editor.createModel("", "typescript").dispose();
  return met;
}

registerTypeScript();
defineTheme(monaco.editor);
const typesReady = setUpTypeScript();
const typeScriptMet = meetTypeScript();

/** TypeScript's worker, once Monaco has one. */
export async function typeScriptWorker(): ReturnType<typeof getTypeScriptWorker> {
  await typeScriptMet;
  return getTypeScriptWorker();
}

/** `typesReady`: the editor knows the authoring API. */
export { monaco, typesReady };
