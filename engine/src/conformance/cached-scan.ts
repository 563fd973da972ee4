import { compileSparkExpression, parseExpression, type SparkColumn } from "../expression/index.ts";
import type { SyntaxNode } from "../expression/syntax/syntax-tree.ts";
import type { Row } from "../schema/value.ts";

/** How many rows a batch of the recorder's cached table held. */
export const FIXTURE_BATCH_ROWS = 2;

/** Largest and smallest value of a column in a batch, NaN left out. */
interface Bounds {
  readonly least: number;
  readonly greatest: number;
}

const BOUNDED: ReadonlySet<string> = new Set(["tinyint", "smallint", "int", "float", "double"]);

type MayHold = (bounds: Bounds, constant: number) => boolean;

const within: MayHold = ({ least, greatest }, constant) => least <= constant && constant <= greatest;

const COMPARISONS: Readonly<Record<string, MayHold>> = {
  "=": within,
  "<=>": within,
  in: within,
  "<": ({ least }, constant) => least < constant,
  "<=": ({ least }, constant) => least <= constant,
  ">": ({ greatest }, constant) => greatest > constant,
  ">=": ({ greatest }, constant) => greatest >= constant,
};

const FLIPPED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/**
 * The batches of `rows` that Spark reads from a cached table for a filter. It keeps the bounds of each column and batch, and
 * skips a batch in which they leave a comparison with a constant no chance. The bounds of floating columns know nothing
 * of NaN, so that a filter which NaN passes loses it there (SPEC E4); all other bounds are sound and change no answer.
 */
export function readFromCache(
  sql: string,
  columns: readonly SparkColumn[],
  rows: readonly Row[],
  batchRows: number,
): ReadonlySet<Row> {
  const node = parseExpression(sql);
  const read = new Set<Row>();
  for (let start = 0; start < rows.length; start += batchRows) {
    const batch = rows.slice(start, start + batchRows);
    if (mayPass(node, sql, columns, batch)) for (const row of batch) read.add(row);
  }
  return read;
}

function mayPass(node: SyntaxNode, sql: string, columns: readonly SparkColumn[], batch: readonly Row[]): boolean {
  if (node.kind !== "call") return true;
  const may = (arg: SyntaxNode) => mayPass(arg, sql, columns, batch);
  if (node.name === "and") return node.args.every(may);
  if (node.name === "or") return node.args.some(may);
  const [left, ...right] = node.args;
  if (COMPARISONS[node.name] === undefined || left === undefined) return true;
  const isFlipped = node.name !== "in" && left.kind !== "column";
  const holds = COMPARISONS[isFlipped ? (FLIPPED[node.name] ?? node.name) : node.name];
  const bounds = boundsOf(isFlipped ? right[0] : left, columns, batch);
  const constants = (isFlipped ? [left] : right).map((arg) => constantOf(arg, sql));
  if (holds === undefined || bounds === null) return true;
  return constants.some((constant) => constant === null || holds(bounds, constant));
}

/** `null` where the node is no column of a number that a double holds. */
function boundsOf(node: SyntaxNode | undefined, columns: readonly SparkColumn[], batch: readonly Row[]): Bounds | null {
  if (node?.kind !== "column") return null;
  const index = columns.findIndex(({ name }) => name === node.parts.join("."));
  const kind = columns[index]?.type.kind;
  if (kind === undefined || !BOUNDED.has(kind)) return null;
  const values = batch.flatMap((row) =>
    typeof row[index] === "number" && !Number.isNaN(row[index]) ? row[index] : [],
  );
  return { least: Math.min(...values), greatest: Math.max(...values) };
}

/** `null` where the value is not constant, or NULL. */
function constantOf({ span }: SyntaxNode, sql: string): number | null {
  const compiled = compileSparkExpression(`CAST((${sql.slice(span.start, span.end)}) AS DOUBLE)`, []);
  const value = compiled.ok ? compiled.expression.evaluate([]) : null;
  return value === null ? null : Number(value);
}
