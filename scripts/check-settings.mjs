/** Whether the server would start with the settings of this environment; says what is wrong where it would not. */
import { createAccess } from "../engine/src/server/http/access.ts";
import { serverSettings } from "../engine/src/server/settings.ts";
import { stderrLogger } from "../engine/src/server/stderr-logger.ts";

try {
  const { host } = serverSettings(process.env, process.cwd());
  createAccess(host, process.env);
  stderrLogger(process.env);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
