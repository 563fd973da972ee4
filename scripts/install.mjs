/** Installs what is missing, on whatever Node runs npm; everything after it runs on the project's own Node. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const marker = join(root, "node_modules", ".tilescope-installed");

/** The maintained Node that the project brings with it, whatever the machine has. */
export const projectNode = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");

function wanted() {
  const hash = createHash("sha256");
  for (const file of ["package.json", "package-lock.json", "engine/package.json"]) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

/**
 * Installs the locked versions unless they are the ones installed last. `npm install` and not `npm ci`, which refuses a lock
 * file that lacks the binaries of other platforms. Exits with a message when it fails.
 */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node ${process.versions.node} is too old to set up Tilescope: install Node 20.19 or newer.`);
    process.exit(1);
  }
  if (existsSync(projectNode) && existsSync(marker) && readFileSync(marker, "utf8") === wanted()) return;
  console.log("Installing packages (the first time takes about a minute)…");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = spawnSync(npm, ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
  });
  if (result.status !== 0) {
    console.error(
      "\nThe packages could not be installed; npm's own message is above. Check the network, then run it again.",
    );
    process.exit(1);
  }
  writeFileSync(marker, wanted());
}
