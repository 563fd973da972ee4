import { TilescopeError } from "../errors.ts";
import { type Command, commandHelp, overview } from "./command.ts";
import { conformanceCommand } from "./conformance-command.ts";
import { convertCommand } from "./convert-command.ts";
import { readFlags } from "./flags.ts";
import { runCommand } from "./run-command.ts";
import { serveCommand } from "./serve-command.ts";
import { UsageError } from "./usage-error.ts";
import { workerCommand } from "./worker-command.ts";

const COMMANDS: readonly Command[] = [runCommand, serveCommand, workerCommand, convertCommand, conformanceCommand];
const asksForHelp = (arg: string | undefined): boolean => arg === "--help" || arg === "-h" || arg === "help";

/** The command line. Returns the exit status: 0 done, 1 failed, 2 used wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || asksForHelp(name)) {
    const asked = COMMANDS.find((one) => one.name === rest[0]);
    process.stdout.write(asked === undefined ? overview(COMMANDS) : commandHelp(asked));
    return 0;
  }
  const command = COMMANDS.find((one) => one.name === name);
  if (command === undefined) {
    process.stderr.write(`tilescope: There is no command "${name.slice(0, 40)}".\n\n${overview(COMMANDS)}`);
    return 2;
  }
  if (rest.some(asksForHelp)) {
    process.stdout.write(commandHelp(command));
    return 0;
  }
  try {
    const { flags, others } = readFlags(rest, command.flags);
    if (others.length !== command.arguments)
      throw new UsageError(
        others.length > command.arguments
          ? `"${others[command.arguments]}" is one argument too many.`
          : "A file is missing.",
      );
    return await command.run(flags, others);
  } catch (error) {
    return failed(error, command);
  }
}

function failed(error: unknown, { name }: Command): number {
  const isWrongUse =
    error instanceof UsageError || (error instanceof TilescopeError && error.code === "server/bad-setting");
  if (isWrongUse) {
    process.stderr.write(`tilescope ${name}: ${error.message}\ntilescope ${name} --help says how to use it.\n`);
    return 2;
  }
  const message = error instanceof TilescopeError ? error.message : error instanceof Error ? error.stack : error;
  process.stderr.write(`tilescope ${name}: ${message}\n`);
  return 1;
}
