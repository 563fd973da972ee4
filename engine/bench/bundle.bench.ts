import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Compare, Show } from "./compare.ts";

export const name = "bundle";

const ENTRY = "engine/src/worker/index.ts";
/** Chunks that must not come with the engine: they load when a definition needs them. */
const LAZY = ["sketches-wasm.ts", "spark-parser.ts"];

const kilobytes = (bytes: number): string => (bytes / 1_000).toFixed(1);

/** Bundles the engine's worker entry as the page does and shows what a browser loads first, and what only when needed. */
export async function run(_compare: Compare, show: Show): Promise<void> {
  const { outputFiles, metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    outdir: "out",
    write: false,
    metafile: true,
  });
  const chunks = Object.entries(metafile.outputs).map(([path, output]) => {
    const file = outputFiles.find((one) => one.path.endsWith(path));
    return { path, output, contents: file?.contents ?? new Uint8Array(0) };
  });
  const first = new Set<string>();
  const load = (path: string): void => {
    if (first.has(path)) return;
    first.add(path);
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === "import-statement") load(imported);
  };
  for (const { path, output } of chunks) if (output.entryPoint === ENTRY) load(path);
  const early = LAZY.filter((lazy) =>
    chunks.some(
      ({ path, output }) => first.has(path) && Object.keys(output.inputs).some((file) => file.endsWith(lazy)),
    ),
  );
  if (first.size === 0 || early.length > 0) throw new Error(`Loaded with the engine: ${early.join(", ") || "nothing"}`);
  const line = (label: string, contents: readonly Uint8Array[]): string[] => {
    const total = (sizes: readonly number[]) => kilobytes(sizes.reduce((sum, size) => sum + size, 0));
    return [
      label,
      total(contents.map(({ length }) => length)),
      total(contents.map((bytes) => gzipSync(bytes, { level: 9 }).length)),
      total(contents.map((bytes) => brotliCompressSync(bytes).length)),
    ];
  };
  const lazyLines = chunks.flatMap(({ path, output, contents }) =>
    first.has(path) ? [] : [line(`${output.entryPoint ?? "shared by those"}, when needed`, [contents])],
  );
  const engine = chunks.flatMap(({ path, contents }) => (first.has(path) ? [contents] : []));
  show("The engine in the browser, minified, in kilobytes", [
    ["", "minified", "gzip", "brotli"],
    line("engine, loaded first", engine),
    ...lazyLines,
  ]);
}
