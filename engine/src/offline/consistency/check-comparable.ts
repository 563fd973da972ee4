import { TilescopeError } from "../../errors.ts";
import { describeType, sameType } from "../../schema/schema.ts";
import type { Frame } from "../source/table.ts";
import type { CompareOptions } from "./compare-tables.ts";

const TIME_COLUMNS: ReadonlySet<string> = new Set(["ts", "ds", "ts_ds", "is_before", "mutation_ts"]);

/** Throws `offline/not-comparable` with everything that keeps two tables from being compared. */
export function checkComparable(left: Frame, right: Frame, { keys, mapping, migrationCheck }: CompareOptions): void {
  const [leftTypes, rightTypes] = [left, right].map(
    ({ schema }) => new Map(schema.map(({ name, type }) => [name, type])),
  ) as [Map<string, Frame["schema"][number]["type"]>, Map<string, Frame["schema"][number]["type"]>];
  const renamed = Object.entries(mapping ?? {});
  const leftNames = new Map(renamed.map(([from, to]) => [to, from]));
  const problems: string[] = [];
  if (migrationCheck ? leftTypes.size < rightTypes.size : leftTypes.size !== rightTypes.size)
    problems.push(`there are ${leftTypes.size} columns on the left and ${rightTypes.size} on the right`);
  for (const [name, type] of rightTypes) {
    const leftName = leftNames.get(name) ?? name;
    const leftType = leftTypes.get(leftName);
    if (leftType === undefined) problems.push(`the left has no column ${leftName}`);
    else if (!sameType(leftType, type))
      problems.push(`${leftName} is ${describeType(leftType)} on the left and ${describeType(type)} on the right`);
  }
  if (leftNames.size !== renamed.length) problems.push("the mapping names a column twice");
  for (const [from, to] of renamed) {
    if (!leftTypes.has(from)) problems.push(`the left has no column ${from}`);
    if (!rightTypes.has(to)) problems.push(`the right has no column ${to}`);
  }
  for (const key of keys)
    if (!leftTypes.has(key) || !rightTypes.has(key)) problems.push(`the key ${key} is not on both sides`);
  if (!keys.some((key) => TIME_COLUMNS.has(key))) problems.push("no key is a time");
  if (problems.length > 0) throw new TilescopeError("offline/not-comparable", `${problems.join("; ")}.`);
}
