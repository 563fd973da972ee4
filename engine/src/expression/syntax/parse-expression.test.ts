import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { printExpression, withoutSpans } from "../../../testing/print-expression.ts";
import { check } from "../../../testing/property.ts";
import { ExpressionFailure } from "../failure.ts";
import { endsInLineComment, withoutBareAlias } from "./bare-form.ts";
import { isSimpleExpression, loadSqlParser, parseExpression } from "./load-sql-parser.ts";
import { quoteString, unquoteString } from "./string-literal.ts";

const parsed = (sql: string): string => printExpression(parseExpression(sql));

describe("without the grammar", () => {
  it("reads plain columns and simple literals, and asks for the grammar for anything else", () => {
    expect(isSimpleExpression("price")).toBe(true);
    expect(isSimpleExpression(" `weird col`.x ")).toBe(true);
    for (const sql of ["1", "-2.50", "'text'", "NULL", "true"]) expect(isSimpleExpression(sql)).toBe(true);
    for (const sql of ["a + b", "f(x)", "'it''s'", "'a\\n'", "1e3", "a -- x"])
      expect(isSimpleExpression(sql)).toBe(false);
    expect(() => parseExpression("a + b")).toThrow(expect.objectContaining({ code: "expression/parser-not-loaded" }));
  });
});

describe("Spark's grammar", () => {
  beforeAll(loadSqlParser);

  it.each([
    ["2 * i - l", "((2 * `i`) - `l`)"],
    ["3 - l - ts", "((3 - `l`) - `ts`)"],
    ["- 2 * 3", "(-2 * 3)"],
    ["-i * 3", "((- `i`) * 3)"],
    ["NOT a = b AND c", "((NOT (`a` = `b`)) AND `c`)"],
    ["a OR b AND c", "(`a` OR (`b` AND `c`))"],
    ["a | b & c ^ d", "(`a` | ((`b` & `c`) ^ `d`))"],
    ["a + b || c", "concat((`a` + `b`), `c`)"],
    ["x BETWEEN 1 AND 2 AND y", "(((`x` >= 1) AND (`x` <= 2)) AND `y`)"],
    ["x NOT IN (1, 2)", "(NOT (`x` IN (1, 2)))"],
    ["a <> b", "(NOT (`a` = `b`))"],
    ["a !< b", "(`a` >= `b`)"],
    ["CASE x WHEN 1 THEN 'a' ELSE 'b' END", "CASE WHEN (`x` = 1) THEN 'a' ELSE 'b' END"],
    ["a.b.c", "`a`.`b`.`c`"],
    ["a[0].b", "`a`[0].`b`"],
    ["transform(xs, x -> x + y - z)", "transform(`xs`, (`x`) -> ((`x` + `y`) - `z`))"],
    ["struct(i - l, 2 * i - l AS k)", "struct((`i` - `l`), ((2 * `i`) - `l`) AS `k`)"],
    ["'a' 'b'", "'ab'"],
  ])("%s", (sql, brackets) => {
    expect(parsed(sql)).toBe(brackets);
  });

  it.each([
    "i +",
    "1 2",
    "(i",
    "i IN ()",
    "i && l",
    "i::int",
    "'abc",
    "/*+ hint */ 1",
    'st."a"',
    "i i",
    "i IS",
    "/* c",
    "`i",
  ])("refuses %s", (sql) => {
    expect(() => parseExpression(sql)).toThrow(ExpressionFailure);
  });

  it("marks the wrong part, also behind characters that take two units", () => {
    for (const [sql, wrong] of [
      ["i == == 1", "=="],
      ["'😀' || 1 2", "2"],
      ["i +", "+"],
      ["f(a,, b)", ","],
    ] as const) {
      try {
        parseExpression(sql);
        expect.unreachable();
      } catch (error) {
        if (!(error instanceof ExpressionFailure)) throw error;
        const { start = 0, end = 0 } = error.diagnostic.span ?? {};
        expect([sql, sql.slice(start, end), error.diagnostic.code]).toEqual([sql, wrong, "expression/parse"]);
      }
    }
  });

  it("takes a last word for an alias only where a real alias could still follow", () => {
    expect(withoutBareAlias("i LIKE")).toBe("i");
    expect(withoutBareAlias("i IS")).toBeNull();
    expect(withoutBareAlias("b = NOT b")).toBeNull();
    expect(withoutBareAlias("i i")).toBeNull();
  });

  it("sees a comment that would swallow an alias", () => {
    expect(endsInLineComment("1 -- comment")).toBe(true);
    expect(endsInLineComment("1 -- comment\n")).toBe(false);
    expect(endsInLineComment("'-- no comment'")).toBe(false);
    expect(endsInLineComment("1 /* -- */")).toBe(false);
  });

  const BINARY: readonly (readonly string[])[] = [
    ["OR"],
    ["AND"],
    ["=", "<", ">="],
    ["|"],
    ["^"],
    ["&"],
    ["+", "-"],
    ["*", "/", "%", "DIV"],
  ];

  /** Brackets by the table of precedences alone: the loosest operator, the last of its kind, splits first. */
  function bracketed(operands: readonly string[], operators: readonly string[]): string {
    for (const level of BINARY) {
      const at = operators.findLastIndex((operator) => level.includes(operator));
      if (at >= 0)
        return `(${bracketed(operands.slice(0, at + 1), operators.slice(0, at))} ${operators[at]} ${bracketed(operands.slice(at + 1), operators.slice(at + 1))})`;
    }
    return operands[0] ?? "";
  }

  it("binds operators by Spark's precedences", () => {
    const operand = fc.constantFrom("`a`", "`b`", "1", "'x'", "`select`", "(- `c`)", "f(`d`)");
    const chain = fc.array(fc.tuple(fc.constantFrom(...BINARY.flat()), operand), { maxLength: 7 });
    check(
      "binds operators by Spark's precedences",
      fc.property(operand, chain, (first, rest) => {
        const operands = [first, ...rest.map(([, item]) => item)];
        const operators = rest.map(([operator]) => operator);
        const sql = operands.map((item, i) => (i === 0 ? item : `${operators[i - 1]} ${item}`)).join(" ");
        expect(parsed(sql)).toBe(bracketed(operands, operators));
      }),
    );
  });

  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("`a`", "`b.c`.d", "NULL", "true", "12", "-3", "7L", "0.5D", "'it''s'", "'\\n'", "1.50"),
      fc
        .tuple(tie("tree"), fc.constantFrom("+", "-", "*", "AND", "OR", "=", "<=>", "LIKE", "||", "%"), tie("tree"))
        .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
      tie("tree").map((inner) => `NOT (${inner})`),
      tie("tree").map((inner) => `- (${inner})`),
      tie("tree").map((inner) => `(${inner})[0].x`),
      tie("tree").map((inner) => `CAST(${inner} AS map<string,array<int>>)`),
      tie("tree").map((inner) => `filter(xs, (x, i) -> ${inner})`),
      fc.tuple(tie("tree"), tie("tree")).map(([when, result]) => `CASE WHEN ${when} THEN ${result} ELSE 1 END`),
      fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map((items) => `(a) IN (${items.join(", ")})`),
      fc.array(tie("tree"), { maxLength: 3 }).map((items) => `some_function(${items.join(", ")})`),
    ),
  }));

  it("reads its own print as the same tree", () => {
    check(
      "reads its own print as the same tree",
      fc.property(tree, (sql) => {
        const node = parseExpression(sql);
        expect(withoutSpans(parseExpression(printExpression(node)))).toEqual(withoutSpans(node));
      }),
    );
  });

  it("gives every node a place inside the text, and inside the place of its parent", () => {
    const inside = (node: unknown, from: number, to: number): void => {
      if (typeof node !== "object" || node === null) return;
      const { span } = node as { span?: { start: number; end: number } };
      if (span !== undefined) {
        expect(span.start).toBeGreaterThanOrEqual(from);
        expect(span.end).toBeLessThanOrEqual(to);
        expect(span.end).toBeGreaterThan(span.start);
      }
      for (const child of Object.values(node)) inside(child, span?.start ?? from, span?.end ?? to);
    };
    check(
      "gives every node a place inside the text, and inside the place of its parent",
      fc.property(tree, (sql) => {
        inside(parseExpression(sql), 0, sql.length);
      }),
    );
  });

  it("agrees with itself on what needs no grammar", () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
    const simple = fc.oneof(
      name,
      fc.tuple(name, name).map((parts) => parts.join(".")),
      fc.integer().map(String),
      fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value.toFixed(3)),
      fc
        .string()
        .filter((text) => !/['\\]/.test(text))
        .map((text) => `'${text}'`),
    );
    check(
      "agrees with itself on what needs no grammar",
      fc.property(simple, (sql) => {
        if (!isSimpleExpression(sql)) return;
        // The brackets keep the short cut from being taken.
        expect(withoutSpans(parseExpression(`(${sql})`))).toEqual(withoutSpans(parseExpression(sql)));
      }),
    );
  });
});

describe("string literals", () => {
  it("come back from their quotes", () => {
    check(
      "come back from their quotes",
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(unquoteString(quoteString(text))).toBe(text);
      }),
    );
  });

  it.each([
    ["'\\u0041\\U00000042'", "AB"],
    ["'\\101'", "A"],
    ["'\\%\\_'", "\\%\\_"],
    ["r'a\\n'", "a\\n"],
    ["'\\Z\\0\\q'", "\u001a\u0000q"],
  ])("%s", (quoted, text) => {
    expect(unquoteString(quoted)).toBe(text);
  });
});
