import type { Command } from "./command.ts";
import { listenVariables } from "./listen-variables.ts";

const FLAGS = {
  host: { value: "ADDRESS", help: "where it listens, instead of HOST" },
  port: { value: "NUMBER", help: "instead of PORT" },
  jobs: { help: "run jobs in this process too" },
} as const;

/** `tilescope serve`: the routes of the studio on a lean HTTP server. */
export const serveCommand: Command<keyof typeof FLAGS> = {
  name: "serve",
  synopsis: "[--port NUMBER] [--jobs]",
  summary: "serve features and the other routes over HTTP",
  description: `Serves features, definitions, topics and jobs over HTTP, without pages. \`tilescope worker\` runs the jobs, or this
process with --jobs. Settings come from the environment: HOST, PORT, TILESCOPE_TOKEN, TILESCOPE_HOSTS, TILESCOPE_DATA,
TILESCOPE_LOG, TILESCOPE_STORE, TILESCOPE_CHECKPOINTS, TILESCOPE_COMPATIBILITY, TILESCOPE_LOG_LEVEL. The log goes to
standard error as JSON lines. SIGTERM and Ctrl-C stop it in order; a second one ends it at once.`,
  flags: FLAGS,
  arguments: 0,
  async run({ host, port, jobs }) {
    const variables = listenVariables(host, port);
    const { serve } = await import("./serve.ts");
    return serve({ ...process.env, ...variables }, jobs.length > 0);
  },
};
