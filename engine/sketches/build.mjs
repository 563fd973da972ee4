// Builds the sketches to WebAssembly and writes them as a TypeScript module, or compares a fresh build with it.
//   node engine/sketches/build.mjs           build and write
//   node engine/sketches/build.mjs --check   build and compare; exit code 1 when they differ
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";

const crate = fileURLToPath(new URL(".", import.meta.url));
const module = join(crate, "../src/aggregation/sketches/sketches-wasm.ts");
const check = process.argv.includes("--check");

/** Panic messages hold source paths; without this they would hold those of the machine that built. */
function pathRemaps() {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry/src");
  const registries = existsSync(sources) ? readdirSync(sources).map((name) => join(sources, name)) : [];
  return [...registries.map((path) => `--remap-path-prefix=${path}=crates`), `--remap-path-prefix=${crate}=.`];
}

function build() {
  const target = mkdtempSync(join(tmpdir(), "tilescope-sketches-"));
  const cargo = (...args) =>
    execFileSync("cargo", args, {
      cwd: crate,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, CARGO_TARGET_DIR: target, CARGO_ENCODED_RUSTFLAGS: pathRemaps().join("\x1f") },
    });
  try {
    cargo("fetch", "--locked");
    cargo("build", "--quiet", "--offline", "--locked", "--release", "--target", "wasm32-unknown-unknown");
    return readFileSync(join(target, "wasm32-unknown-unknown/release/tilescope_sketches.wasm"));
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

function committed() {
  const base64 = /"([A-Za-z0-9+/=]+)"/.exec(readFileSync(module, "utf8"))?.[1];
  return gunzipSync(Buffer.from(base64 ?? "", "base64"));
}

const wasm = build();
if (check) {
  const same = wasm.equals(committed());
  console.log(
    same ? "The committed WebAssembly equals a fresh build." : "The committed WebAssembly differs; build it.",
  );
  process.exitCode = same ? 0 : 1;
} else {
  const base64 = gzipSync(wasm, { level: 9 }).toString("base64");
  writeFileSync(
    module,
    `/** The sketches of engine/sketches as WebAssembly: gzip, base64. Written by \`npm run sketches:build\`. */
export const SKETCHES_WASM_GZIP_BASE64 =
  "${base64}";
`,
  );
  console.log(`WebAssembly ${wasm.length} bytes, module ${base64.length} characters.`);
}
