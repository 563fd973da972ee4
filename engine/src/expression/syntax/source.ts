import type { ParserRuleContext, Token } from "antlr4ng";
import { fail, type Span } from "../failure.ts";

/** Maps the parser's positions, which count code points, to UTF-16 units of the sql text. */
export class Source {
  readonly sql: string;
  readonly #offsets: readonly number[] | null;

  constructor(sql: string) {
    this.sql = sql;
    this.#offsets = /[\ud800-\udfff]/.test(sql) ? Source.#unitOffsets(sql) : null;
  }

  static #unitOffsets(sql: string): number[] {
    const offsets: number[] = [];
    let unit = 0;
    for (const character of sql) {
      offsets.push(unit);
      unit += character.length;
    }
    offsets.push(unit);
    return offsets;
  }

  #unit(codePoint: number): number {
    return this.#offsets === null ? codePoint : (this.#offsets[codePoint] ?? this.sql.length);
  }

  tokens(first: Token | null, last: Token | null): Span {
    const start = this.#unit(Math.max(0, first?.start ?? 0));
    return { start, end: Math.max(start, this.#unit((last?.stop ?? -1) + 1)) };
  }

  span(context: ParserRuleContext): Span {
    return this.tokens(context.start, context.stop ?? context.start);
  }

  text(context: ParserRuleContext): string {
    const { start, end } = this.span(context);
    return this.sql.slice(start, end);
  }

  /** Refuses a construct that the grammar takes and Spark does not, or that no row-level expression can hold. */
  refuse(span: Span, message: string, hint?: string): never {
    return fail("expression/parse", "PARSE_SYNTAX_ERROR", span, message, hint);
  }
}
