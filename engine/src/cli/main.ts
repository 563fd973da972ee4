import { TilescopeError } from "../errors.ts";
import { conformanceCommand } from "./conformance-command.ts";

const USAGE = `tilescope - Chronon's feature semantics on one machine

  tilescope conformance FILE.jsonl    compute each case of a reference file, one JSON line a case
`;

/** The command line. Returns the exit status: 0 done, 1 failed, 2 used wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  try {
    if (command === "conformance") return await conformanceCommand(rest);
    process.stderr.write(USAGE);
    return command === undefined || command === "help" || command === "--help" ? 0 : 2;
  } catch (error) {
    const message = error instanceof TilescopeError ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`tilescope: ${message}\n`);
    return 1;
  }
}
