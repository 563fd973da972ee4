/** `npm run bench:timeline`: frames per second of the timeline, in the real page. */
import { spawnSync } from "node:child_process";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled, projectNode, root } from "./install.mjs";
import { ensureProgram } from "./system.mjs";

ensureInstalled();
const chromium = ensureProgram(["chromium", "chromium-browser", "google-chrome"], ["chromium", "fonts-liberation"]);
ensureBuilt();
const { status } = spawnSync(
  projectNode,
  ["node_modules/@playwright/test/cli.js", "test", "--config", "e2e/bench.config.ts"],
  { cwd: root, stdio: "inherit", env: { ...process.env, TILESCOPE_CHROMIUM: chromium } },
);
process.exit(status ?? 1);
