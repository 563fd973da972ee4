import { ARITHMETIC_FUNCTIONS } from "./arithmetic.ts";
import { BITWISE_FUNCTIONS } from "./bitwise.ts";
import { COMPARISON_FUNCTIONS } from "./comparison.ts";
import { CONDITIONAL_FUNCTIONS } from "./conditional.ts";
import type { FunctionDefinition } from "./definition.ts";
import { LOGIC_FUNCTIONS } from "./logic.ts";

const FAMILIES: readonly (readonly FunctionDefinition[])[] = [
  LOGIC_FUNCTIONS,
  COMPARISON_FUNCTIONS,
  CONDITIONAL_FUNCTIONS,
  ARITHMETIC_FUNCTIONS,
  BITWISE_FUNCTIONS,
];

const BY_NAME: ReadonlyMap<string, FunctionDefinition> = new Map(
  FAMILIES.flat().flatMap((definition) => definition.names.map((name) => [name, definition] as const)),
);

/** The function or operator of this name, which is in lower case. */
export const findFunction = (name: string): FunctionDefinition | undefined => BY_NAME.get(name);

/** Names of all functions that can be called by name. */
export const functionNames = (): string[] => [...BY_NAME.keys()].filter((name) => /^[a-z]\w*$/.test(name));
