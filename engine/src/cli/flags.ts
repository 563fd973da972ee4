import { parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";

export interface Flag {
  /** What stands behind it, as the help shows it; absent: nothing, it is on or off. */
  readonly value?: string;
  /** It may be given several times. */
  readonly isRepeated?: boolean;
  readonly help: string;
}

/** Values of flags by name; none of one that was not given. One without a value is `[""]` when it is given. */
export type FlagValues<Name extends string> = Readonly<Record<Name, readonly string[]>>;

export interface Arguments<Name extends string> {
  readonly flags: FlagValues<Name>;
  readonly others: readonly string[];
}

/** Reads the arguments of a command. Throws `UsageError` for flags that it does not know, lack a value or come twice. */
export function readFlags<Name extends string>(
  args: readonly string[],
  known: Readonly<Record<Name, Flag>>,
): Arguments<Name> {
  const flagOf = new Map<string, Flag>(Object.entries<Flag>(known));
  const options = Object.fromEntries(
    [...flagOf].map(([name, { value }]) => [name, { type: value === undefined ? "boolean" : "string" } as const]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string[]>([...flagOf.keys()].map((name) => [name, []]));
  const others: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") others.push(token.value);
    if (token.kind !== "option") continue;
    const flag = flagOf.get(token.name);
    const given = values.get(token.name);
    if (flag === undefined || given === undefined) throw new UsageError(`There is no flag ${token.rawName}.`);
    if (flag.value === undefined && token.value !== undefined) throw new UsageError(`--${token.name} takes no value.`);
    if (flag.value !== undefined && (token.value === undefined || token.value === ""))
      throw new UsageError(`--${token.name} needs a value: --${token.name} ${flag.value}`);
    if (given.length > 0 && flag.isRepeated !== true) throw new UsageError(`--${token.name} is given twice.`);
    given.push(token.value ?? "");
  }
  return { flags: Object.fromEntries(values) as Record<Name, string[]>, others };
}
