#!/usr/bin/env node
/** Runs the command line from its TypeScript sources, bundled anew whenever they changed, on the project's own Node. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const self = fileURLToPath(import.meta.url);
const engine = dirname(dirname(self));
const bundles = join(engine, "dist", "cli");
const projectNode = join(dirname(engine), "node_modules", ".bin", "node");
const DAY_MS = 86_400_000;
/** Native, or plain packages that need no bundling. */
const PACKAGES = ["lmdb", "esbuild", "ioredis", "@platformatic/kafka", "avsc", "prom-client", "typescript"];

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

/** The folder of the bundle of the sources as they are, made when it is not there. */
async function bundled() {
  const changedMs = Math.max(newest(join(engine, "src")), statSync(self).mtimeMs);
  const bundle = join(bundles, String(Math.round(changedMs)));
  if (existsSync(bundle)) return bundle;
  const { build } = await import("esbuild");
  const fresh = `${bundle}.${process.pid}`;
  await build({
    entryPoints: [join(engine, "src", "cli", "main.ts")],
    outdir: fresh,
    outExtension: { ".js": ".mjs" },
    // What a command does not use is not even read: the parser of SQL alone takes half a second.
    splitting: true,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    external: PACKAGES,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: "error",
  });
  // Others may be starting at this moment: they find the whole bundle or none.
  try {
    renameSync(fresh, bundle);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(bundle)) throw error;
  }
  for (const name of readdirSync(bundles)) {
    const old = join(bundles, name);
    if (Date.now() - statSync(old).mtimeMs > DAY_MS) rmSync(old, { recursive: true, force: true });
  }
  return bundle;
}

if (Number(process.versions.node.split(".")[0]) < 24 && existsSync(projectNode)) {
  const child = spawn(projectNode, process.argv.slice(1), { stdio: "inherit" });
  // Ctrl-C reaches both processes; to pass it on would make it the second one.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (code) => process.exit(code ?? 1));
} else {
  // Whoever read the output, head for one, may go.
  process.stdout.on("error", ({ code }) => process.exit(code === "EPIPE" ? 0 : 1));
  const { main } = await import(pathToFileURL(join(await bundled(), "main.mjs")).href);
  process.exitCode = await main(process.argv.slice(2));
}
