/** Builds the studio when its sources are newer than the last build. `node scripts/build.mjs` builds and stops. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { projectNode, root } from "./install.mjs";

const SOURCES = [
  "app",
  "components",
  "engine/src",
  "engine/package.json",
  "public",
  "scripts",
  "next.config.js",
  "tsconfig.json",
  "package-lock.json",
];
const marker = join(root, ".next", "tilescope-build");

function* files(path) {
  if (!existsSync(path)) return;
  if (path === join(root, "public", "generated")) return;
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    yield path;
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) yield* files(child);
    else if (!/\.test\.tsx?$/.test(entry.name)) yield child;
  }
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const file of files(join(root, source))) hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function step(label, args) {
  const started = Date.now();
  process.stdout.write(`${label}… `);
  const result = spawnSync(projectNode, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) {
    console.log("failed");
    console.error(result.stdout, result.stderr);
    process.exit(1);
  }
  console.log(`${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Builds the browser assets and the pages unless this very state of the sources was built last. */
export function ensureBuilt() {
  const now = fingerprint();
  const built = existsSync(marker) && existsSync(join(root, ".next", "BUILD_ID")) ? readFileSync(marker, "utf8") : "";
  if (built === now && existsSync(join(root, "public", "generated"))) return;
  rmSync(marker, { force: true });
  step("Preparing browser assets", ["scripts/build-assets.mjs"]);
  step("Building the studio (about a minute)", ["node_modules/next/dist/bin/next", "build"]);
  step("Pinning inline scripts", ["scripts/pin-inline-scripts.mjs"]);
  writeFileSync(marker, now);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureBuilt();
