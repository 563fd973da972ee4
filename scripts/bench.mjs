/** `npm run bench`, `npm run bench:services`: runs the benches of the file that package.json names, on the project's own Node. */
import { spawnSync } from "node:child_process";
import { ensureInstalled, projectNode, root } from "./install.mjs";

ensureInstalled();
const args = ["--expose-gc", "--disable-warning=ExperimentalWarning", ...process.argv.slice(2)];
process.exit(spawnSync(projectNode, args, { cwd: root, stdio: "inherit" }).status ?? 1);
