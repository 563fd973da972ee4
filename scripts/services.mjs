/** `npm run services`: installs what is missing, then runs a Kafka broker and a Redis on the project's own Node until Ctrl-C. */
import { spawn } from "node:child_process";
import { ensureInstalled, projectNode, root } from "./install.mjs";

ensureInstalled();
const services = spawn(projectNode, ["engine/testing/services/run-services.ts"], { cwd: root, stdio: "inherit" });
// Ctrl-C reaches both processes; this one waits for the other to stop the services in order.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => services.kill("SIGTERM"));
services.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 0)));
