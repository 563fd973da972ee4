import type { Command } from "./command.ts";
import { listenVariables } from "./listen-variables.ts";

const FLAGS = {
  "group-by": { value: "NAME", isRepeated: true, help: "run the jobs of this GroupBy only" },
  port: { value: "NUMBER", help: "answer /ping, /health, /ready and /metrics there" },
  host: { value: "ADDRESS", help: "where --port listens, instead of HOST" },
} as const;

/** `tilescope worker`: runs the jobs that the stores want. */
export const workerCommand: Command<keyof typeof FLAGS> = {
  name: "worker",
  synopsis: "[--group-by NAME]",
  summary: "run the jobs of the stores",
  description: `Runs the jobs that were started by the routes of a server on the same stores. Several workers divide the jobs among
them and take over from one that dies. Settings come from the environment: TILESCOPE_DATA, TILESCOPE_LOG, TILESCOPE_STORE,
TILESCOPE_CHECKPOINTS, TILESCOPE_COMPATIBILITY, TILESCOPE_LOG_LEVEL; with --port also HOST, TILESCOPE_TOKEN,
TILESCOPE_HOSTS. The log goes to standard error as JSON lines. SIGTERM and Ctrl-C stop it with a checkpoint; a second one
ends it at once.`,
  flags: FLAGS,
  arguments: 0,
  async run({ "group-by": groupBys, port, host }) {
    const variables = listenVariables(host, port);
    const { work } = await import("./work.ts");
    return work({ ...process.env, PORT: undefined, ...variables }, { groupBys, listens: port.length > 0 });
  },
};
