import { registerOperation } from "../operations.ts";
import { createApproxFrequentK } from "./approx-frequent-k.ts";
import { createApproxHeavyHittersK } from "./approx-heavy-hitters-k.ts";
import { createApproxHistogramK } from "./approx-histogram-k.ts";
import { createApproxPercentile } from "./approx-percentile.ts";
import { createApproxUniqueCount } from "./approx-unique-count.ts";
import { createSketchModule } from "./sketch-module.ts";

async function compile(): Promise<WebAssembly.Module> {
  const { SKETCHES_WASM_GZIP_BASE64 } = await import("./sketches-wasm.ts");
  const packed = Uint8Array.from(atob(SKETCHES_WASM_GZIP_BASE64), (character) => character.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(unpacked).arrayBuffer());
}

async function load(): Promise<void> {
  const sketches = createSketchModule(await compile());
  registerOperation("APPROX_UNIQUE_COUNT", (inputType, args) => createApproxUniqueCount(sketches, inputType, args.k));
  registerOperation("APPROX_PERCENTILE", (inputType, args) => createApproxPercentile(inputType, args));
  registerOperation("APPROX_HISTOGRAM_K", (inputType, args, compatibility) =>
    createApproxHistogramK(inputType, args.k, compatibility),
  );
  registerOperation("APPROX_FREQUENT_K", (inputType, args) => createApproxFrequentK(inputType, args.k));
  registerOperation("APPROX_HEAVY_HITTERS_K", (inputType, args) => createApproxHeavyHittersK(inputType, args.k));
}

let loaded: Promise<void> | null = null;

/**
 * Makes the sketches (APPROX_UNIQUE_COUNT, APPROX_PERCENTILE, APPROX_HISTOGRAM_K, APPROX_FREQUENT_K and
 * APPROX_HEAVY_HITTERS_K) available to `createAggregator`, once per process or worker; call it before compiling a GroupBy
 * that uses them. Works alike in Node, pages and workers; a page needs `'wasm-unsafe-eval'` in its content policy. A
 * failed load can be tried again.
 */
export function loadSketches(): Promise<void> {
  loaded ??= load().catch((error: unknown) => {
    loaded = null;
    throw error;
  });
  return loaded;
}
