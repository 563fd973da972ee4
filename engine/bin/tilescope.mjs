#!/usr/bin/env node
/** Runs the command line from its TypeScript sources, bundled anew whenever they changed. */
import { existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const engine = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(engine, "dist", "cli.mjs");
/** Native, or loaded only where they are used. */
const PACKAGES = ["lmdb", "esbuild", "ioredis", "@platformatic/kafka", "avsc", "prom-client"];

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

/** Last change of what the bundle is made from, its recipe in this file included. */
const changed = () => Math.max(newest(join(engine, "src")), statSync(fileURLToPath(import.meta.url)).mtimeMs);

if (!existsSync(bundle) || statSync(bundle).mtimeMs < changed()) {
  const { build } = await import("esbuild");
  // Others may be starting at this moment: they see the old bundle or the new one, whole.
  const fresh = `${bundle}.${process.pid}`;
  await build({
    entryPoints: [join(engine, "src", "cli", "main.ts")],
    outfile: fresh,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    external: PACKAGES,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: "error",
  });
  renameSync(fresh, bundle);
}
// Whoever read the output, head for one, may go.
process.stdout.on("error", ({ code }) => process.exit(code === "EPIPE" ? 0 : 1));
const { main } = await import(pathToFileURL(bundle).href);
process.exitCode = await main(process.argv.slice(2));
