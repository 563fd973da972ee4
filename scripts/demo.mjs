/** `npm run demo`: records the demos of e2e as videos into `test-results/demo`. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled, projectNode, root } from "./install.mjs";
import { ensureProgram } from "./system.mjs";

ensureInstalled();
const chromium = ensureProgram(["chromium", "chromium-browser", "google-chrome"], ["chromium", "fonts-liberation"]);
const ffmpeg = ensureProgram(["ffmpeg"], ["ffmpeg"]);
ensureBuilt();

/** Playwright records with an ffmpeg in a folder of its own making: a link to the system's stands in. */
function browsersFolder() {
  const folder = join(root, "node_modules", ".cache", "tilescope-browsers");
  const { browsers } = JSON.parse(readFileSync(join(root, "node_modules/playwright-core/browsers.json"), "utf8"));
  const { revision } = browsers.find((browser) => browser.name === "ffmpeg");
  const place = join(folder, `ffmpeg-${revision}`);
  mkdirSync(place, { recursive: true });
  if (!existsSync(join(place, "ffmpeg-linux"))) symlinkSync(ffmpeg, join(place, "ffmpeg-linux"));
  writeFileSync(join(place, "INSTALLATION_COMPLETE"), "");
  return folder;
}

const { status } = spawnSync(
  projectNode,
  ["node_modules/@playwright/test/cli.js", "test", "--config", "e2e/demo.config.ts"],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TILESCOPE_CHROMIUM: chromium, PLAYWRIGHT_BROWSERS_PATH: browsersFolder() },
  },
);
if (status !== 0) process.exit(status ?? 1);

const results = join(root, "test-results", "demo");
for (const folder of readdirSync(results)) {
  const video = join(results, folder, "video.webm");
  if (!existsSync(video)) continue;
  const name = join(results, `${folder.split(".demo.ts")[0]}.webm`);
  renameSync(video, name);
  console.log(`Recorded ${name.slice(root.length + 1)}`);
}
