/**
 * `npm test`: every check of the project, in stages; a failing stage does not hide the later ones. Ends with one line
 * `N passed, N failed`. Arguments name stages to run alone: `npm test -- unit browser`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled, projectNode, root } from "./install.mjs";
import { ensureProgram } from "./system.mjs";

ensureInstalled();
const scratch = mkdtempSync(join(tmpdir(), "tilescope-test-"));
const only = process.argv.slice(2);
const totals = { passed: 0, failed: 0 };

function run(args, env = {}) {
  return spawnSync(projectNode, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } }).status === 0;
}

/** A stage that passes or fails as a whole counts as one check. */
function check(name, args) {
  stage(name, () => {
    const ok = run(args);
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  });
}

function stage(name, body) {
  if (only.length > 0 && !only.includes(name)) return;
  const started = Date.now();
  console.log(`\n== ${name}`);
  const { passed, failed } = body();
  totals.passed += passed;
  totals.failed += failed;
  console.log(`== ${name}: ${passed} passed, ${failed} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** A runner that crashed counts as one failure on top of what its report says. */
function counted(ok, read) {
  try {
    const { passed, failed } = read();
    return { passed, failed: failed > 0 || ok ? failed : 1 };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

check("format and lint", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."]);
check("dependency rules", [
  "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
  "--config",
  ".dependency-cruiser.cjs",
  "app",
  "components",
  "engine",
  "e2e",
]);
stage("types", () => {
  run(["scripts/build-assets.mjs"]);
  const ok = run(["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."]);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
});
stage("unit", () => {
  const report = join(scratch, "unit.json");
  const ok = run([
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  return counted(ok, () => {
    const json = JSON.parse(readFileSync(report, "utf8"));
    if (json.numTotalTests === 0) throw new Error("no test ran");
    return { passed: json.numPassedTests, failed: json.numFailedTests };
  });
});
stage("browser", () => {
  const chromium = ensureProgram(["chromium", "chromium-browser", "google-chrome"], ["chromium", "fonts-liberation"]);
  ensureBuilt();
  const report = join(scratch, "browser.json");
  const ok = run(["node_modules/@playwright/test/cli.js", "test"], {
    TILESCOPE_CHROMIUM: chromium,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  return counted(ok, () => {
    const { stats } = JSON.parse(readFileSync(report, "utf8"));
    if (stats.expected + stats.unexpected + stats.flaky === 0) throw new Error("no test ran");
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
  });
});

rmSync(scratch, { recursive: true, force: true });
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
