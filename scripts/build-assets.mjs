/**
 * Writes public/generated: what the page fetches as a file rather than imports.
 *   notebook-sandbox.js   the sandbox's worker with the authoring API in it, as one text
 *   notebook-types.json   declarations of `tilescope/notebook` for the editor, by path
 *   duckdb/               the DuckDB worker and module, so that SQL cells load nothing from elsewhere
 * Run before `next dev` and `next build`.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const out = resolve(root, "public/generated");

async function writeSandbox() {
  await build({
    entryPoints: [resolve(root, "components/notebook/sandbox/sandbox-worker.ts")],
    outfile: resolve(out, "notebook-sandbox.js"),
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "warning",
  });
}

/** Declarations of the API and of everything it names, with `./x.ts` imports turned into `./x`. */
function writeTypes() {
  const entry = resolve(root, "engine/src/notebook/index.ts");
  const files = {};
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    declaration: true,
    emitDeclarationOnly: true,
    types: [],
    lib: ["lib.es2024.d.ts"],
  });
  const { diagnostics } = program.emit(undefined, (name, text) => {
    const path = relative(root, name).replace(/^engine\//, "");
    files[`node_modules/tilescope/${path}`] = text.replace(/(["'])(\.{1,2}\/[^"']+)\.ts\1/g, "$1$2$1");
  });
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, formatHost));
  files["node_modules/tilescope/notebook.d.ts"] = 'export * from "./src/notebook/index";\n';
  writeFileSync(resolve(out, "notebook-types.json"), JSON.stringify(files));
  return Object.keys(files).length;
}

const formatHost = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => "\n" };

function copyDuckDb() {
  const from = resolve(root, "node_modules/@duckdb/duckdb-wasm/dist");
  mkdirSync(resolve(out, "duckdb"), { recursive: true });
  for (const name of ["duckdb-eh.wasm", "duckdb-browser-eh.worker.js"])
    cpSync(resolve(from, name), resolve(out, "duckdb", name));
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await writeSandbox();
const count = writeTypes();
copyDuckDb();
console.log(`public/generated: sandbox, ${count} declaration files, DuckDB`);
