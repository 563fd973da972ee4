import type {
  BooleanExpressionContext,
  ExpressionContext,
  ValueExpressionContext,
} from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import type { Source } from "./source.ts";
import type { SyntaxNode } from "./syntax-tree.ts";

/** Turns the grammar's tree into ours; handed down, because expressions hold each other. */
export interface TreeBuilder {
  readonly source: Source;
  expression(context: ExpressionContext): SyntaxNode;
  boolean(context: BooleanExpressionContext): SyntaxNode;
  value(context: ValueExpressionContext): SyntaxNode;
}
