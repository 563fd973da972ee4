/** `npm start`: installs what is missing, builds what is stale, serves the studio. */
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled, projectNode, root } from "./install.mjs";

const host = process.env.HOST || "127.0.0.1";
const port = Number(process.env.PORT || 3000);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error(`PORT must be a number from 1 to 65535, not "${process.env.PORT}".`);
  process.exit(1);
}

/** Resolves to the error that listening gives, or to null when the port is free. */
function portProblem() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", resolve);
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}

const problem = await portProblem();
if (problem) {
  console.error(
    problem.code === "EADDRINUSE"
      ? `Port ${port} on ${host} is taken by another program. Stop it, or choose another: PORT=3001 npm start`
      : `Cannot listen on ${host}:${port}: ${problem.message}`,
  );
  process.exit(1);
}

ensureInstalled();
// Before the build, which takes a minute: whether the server would start with these settings.
const { status } = spawnSync(projectNode, ["scripts/check-settings.mjs"], { cwd: root, stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
ensureBuilt();

const server = spawn(
  projectNode,
  ["node_modules/next/dist/bin/next", "start", "--hostname", host, "--port", String(port)],
  {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  },
);
const url = `http://${host.includes(":") ? `[${host.replace(/^\[|\]$/g, "")}]` : host}:${port}`;
const token = process.env.TILESCOPE_TOKEN;
/** The first request opens the stores and takes up the jobs that ran before; only then is the studio ready. */
async function announce() {
  try {
    const answer = await fetch(`${url}/api/jobs`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
    if (!answer.ok) console.error(`The stores could not be opened: ${await answer.text()}`);
  } catch (error) {
    console.error(`The server does not answer: ${error.message}`);
  }
  console.log(`Tilescope is ready on ${url}  (Ctrl-C stops it)`);
}

server.stdout.setEncoding("utf8");
server.stdout.on("data", (text) => {
  if (/Ready in/.test(text)) void announce();
  else if (!/▲|Local:|Network:|^\s*$|✓ (Starting|Running)/.test(text)) process.stdout.write(text);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code, signal) => process.exit(signal ? 0 : (code ?? 0)));
