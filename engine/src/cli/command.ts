import type { Flag, FlagValues } from "./flags.ts";

/** One command of `tilescope`. */
export interface Command<Name extends string = string> {
  readonly name: string;
  /** What stands behind the name, in the help. */
  readonly synopsis: string;
  /** In a few words. */
  readonly summary: string;
  /** In sentences. */
  readonly description: string;
  readonly flags: Readonly<Record<Name, Flag>>;
  /** How many arguments it takes beside flags. */
  readonly arguments: number;
  /** Returns the exit status. Throws `UsageError` for values that cannot be. */
  run(flags: FlagValues<Name>, others: readonly string[]): Promise<number>;
}

const column = (left: string, right: string): string => `  ${left.padEnd(32)}  ${right}\n`;

/** What `tilescope NAME --help` prints. */
export function commandHelp({ name, synopsis, description, flags }: Command): string {
  const lines = Object.entries<Flag>(flags).map(([flag, { value, isRepeated, help }]) =>
    column(`--${flag}${value === undefined ? "" : ` ${value}`}`, isRepeated ? `${help}; may be repeated` : help),
  );
  const rest = lines.length === 0 ? "" : `\n${lines.join("")}`;
  return `usage: tilescope ${name} ${synopsis}`.trimEnd().concat(`\n\n${description.trimEnd()}\n${rest}`);
}

/** What `tilescope --help` prints. */
export function overview(commands: readonly Command[]): string {
  const lines = commands.map(({ name, synopsis, summary }) => column(`${name} ${synopsis}`, summary));
  return `tilescope - Chronon's feature semantics on one machine, or on Kafka and Redis\n\n${lines.join("")}
tilescope NAME --help says more of a command.\n`;
}
