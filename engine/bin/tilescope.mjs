#!/usr/bin/env node
/** Runs the command line from its TypeScript sources, bundled anew whenever they changed. */
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const engine = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(engine, "dist", "cli.mjs");

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

const stale = () => !existsSync(bundle) || statSync(bundle).mtimeMs < newest(join(engine, "src"));

if (stale()) {
  mkdirSync(dirname(bundle), { recursive: true });
  await build({
    entryPoints: [join(engine, "src", "cli", "main.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    external: ["lmdb", "esbuild"],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: "error",
  });
}
const { main } = await import(pathToFileURL(bundle).href);
process.exitCode = await main(process.argv.slice(2));
