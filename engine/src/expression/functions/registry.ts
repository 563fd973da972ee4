import { ARITHMETIC_FUNCTIONS } from "./arithmetic.ts";
import { ARRAY_FUNCTIONS } from "./array.ts";
import { ARRAY_SET_FUNCTIONS } from "./array-sets.ts";
import { BEYOND_ROW_FUNCTIONS } from "./beyond-row.ts";
import { BITWISE_FUNCTIONS } from "./bitwise.ts";
import { CAST_FUNCTIONS } from "./cast-names.ts";
import { COLLECTION_FUNCTIONS } from "./collection.ts";
import { COMPARISON_FUNCTIONS } from "./comparison.ts";
import { CONDITIONAL_FUNCTIONS } from "./conditional.ts";
import { CONSTRUCTOR_FUNCTIONS } from "./constructors.ts";
import { DATETIME_CALC_FUNCTIONS } from "./datetime-calc.ts";
import { DATETIME_MAKE_FUNCTIONS } from "./datetime-make.ts";
import { DATETIME_PART_FUNCTIONS } from "./datetime-parts.ts";
import { DATETIME_TEXT_FUNCTIONS } from "./datetime-text.ts";
import type { FunctionDefinition } from "./definition.ts";
import { ENCODING_FUNCTIONS } from "./encoding.ts";
import { ENVIRONMENT_FUNCTIONS } from "./environment.ts";
import { HASH_FUNCTIONS } from "./hash.ts";
import { HIGHER_ORDER_FUNCTIONS } from "./higher-order.ts";
import { HIGHER_ORDER_MAP_FUNCTIONS } from "./higher-order-map.ts";
import { JSON_FUNCTIONS } from "./json.ts";
import { LOGIC_FUNCTIONS } from "./logic.ts";
import { MAP_FUNCTIONS } from "./map.ts";
import { MATH_FUNCTIONS } from "./math.ts";
import { NUMBER_FORMAT_FUNCTIONS } from "./number-format.ts";
import { REGEX_FUNCTIONS } from "./regex.ts";
import { ROUNDING_FUNCTIONS } from "./rounding.ts";
import { SEQUENCE_FUNCTIONS } from "./sequence.ts";
import { TEXT_FUNCTIONS } from "./text.ts";
import { TEXT_FORMAT_FUNCTIONS } from "./text-format.ts";
import { TEXT_SEARCH_FUNCTIONS } from "./text-search.ts";
import { TRY_ARITHMETIC_FUNCTIONS } from "./try-arithmetic.ts";

const FAMILIES: readonly (readonly FunctionDefinition[])[] = [
  LOGIC_FUNCTIONS,
  COMPARISON_FUNCTIONS,
  CONDITIONAL_FUNCTIONS,
  ARITHMETIC_FUNCTIONS,
  BITWISE_FUNCTIONS,
  TRY_ARITHMETIC_FUNCTIONS,
  ROUNDING_FUNCTIONS,
  MATH_FUNCTIONS,
  CAST_FUNCTIONS,
  TEXT_FUNCTIONS,
  TEXT_SEARCH_FUNCTIONS,
  TEXT_FORMAT_FUNCTIONS,
  NUMBER_FORMAT_FUNCTIONS,
  REGEX_FUNCTIONS,
  ENCODING_FUNCTIONS,
  DATETIME_TEXT_FUNCTIONS,
  DATETIME_PART_FUNCTIONS,
  DATETIME_CALC_FUNCTIONS,
  DATETIME_MAKE_FUNCTIONS,
  CONSTRUCTOR_FUNCTIONS,
  COLLECTION_FUNCTIONS,
  ARRAY_FUNCTIONS,
  ARRAY_SET_FUNCTIONS,
  SEQUENCE_FUNCTIONS,
  MAP_FUNCTIONS,
  HIGHER_ORDER_FUNCTIONS,
  HIGHER_ORDER_MAP_FUNCTIONS,
  JSON_FUNCTIONS,
  HASH_FUNCTIONS,
  ENVIRONMENT_FUNCTIONS,
  BEYOND_ROW_FUNCTIONS,
];

const BY_NAME: ReadonlyMap<string, FunctionDefinition> = new Map(
  FAMILIES.flat().flatMap((definition) => definition.names.map((name) => [name, definition] as const)),
);

/** The function or operator of this name, which is in lower case. */
export const findFunction = (name: string): FunctionDefinition | undefined => BY_NAME.get(name);

/** Names of all functions that can be called by name. */
export const functionNames = (): string[] => [...BY_NAME.keys()].filter((name) => /^[a-z]\w*$/.test(name));
