/** `npm run bench`: the engine's benches, on the project's own Node. Arguments go to engine/bench/run.ts. */
import { spawnSync } from "node:child_process";
import { ensureInstalled, projectNode, root } from "./install.mjs";

ensureInstalled();
const args = ["--expose-gc", "--disable-warning=ExperimentalWarning", "engine/bench/run.ts", ...process.argv.slice(2)];
process.exit(spawnSync(projectNode, args, { cwd: root, stdio: "inherit" }).status ?? 1);
