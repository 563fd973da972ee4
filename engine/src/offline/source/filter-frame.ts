import { TilescopeError } from "../../errors.ts";
import { compileWheres } from "../../expression/index.ts";
import type { Frame } from "./table.ts";

/** Rows for which a condition holds. Throws `offline/bad-query` for one that does not compile, as an empty one. */
export function filterFrame(frame: Frame, sql: string | null): Frame {
  if (sql === null) return frame;
  const compiled = sql === "" ? null : compileWheres([sql], frame.schema, "plain");
  if (!compiled?.ok)
    throw new TilescopeError(
      "offline/bad-query",
      `The condition "${sql}" does not compile: ${compiled?.diagnostics[0]?.message ?? "it is empty"}`,
    );
  return { schema: frame.schema, rows: frame.rows.filter(compiled.expression.keeps) };
}
