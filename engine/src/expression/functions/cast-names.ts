import { castTo } from "../analysis/coerce.ts";
import type { TypedExpression } from "../analysis/typed-expression.ts";
import { primitiveType } from "../types/parse-type.ts";
import { define, type FunctionDefinition } from "./definition.ts";

const NAMES = [
  "boolean",
  "tinyint",
  "smallint",
  "int",
  "bigint",
  "float",
  "double",
  "decimal",
  "date",
  "timestamp",
  "binary",
  "string",
];

/** Types that can be called like functions: `int(x)` is CAST(x AS int). */
export const CAST_FUNCTIONS: readonly FunctionDefinition[] = NAMES.map((name) =>
  define(name, [1, 1], ({ args, span }) => {
    const type = primitiveType(name, []);
    const operand = args[0] as TypedExpression;
    return typeof type === "string" ? operand : castTo(operand, type, span);
  }),
);
