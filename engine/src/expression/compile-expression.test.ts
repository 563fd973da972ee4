import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { arbitraryValue } from "../../testing/arbitrary-value.ts";
import { check } from "../../testing/property.ts";
import { addLong, longFromBigInt, subtractLong } from "../schema/long.ts";
import type { DataType, Schema } from "../schema/schema.ts";
import type { Long, Row, Value } from "../schema/value.ts";
import { compileExpression } from "./compile-expression.ts";
import type { CompiledExpression } from "./expression.ts";
import { EvaluationError } from "./failure.ts";
import { loadSqlParser } from "./syntax/load-sql-parser.ts";

const SCHEMA: Schema = [
  { name: "user", type: "string" },
  { name: "price", type: "double" },
  { name: "count", type: "int" },
  { name: "total", type: "long" },
  { name: "paid", type: "boolean" },
  { name: "tags", type: { list: "string" } },
  { name: "scores", type: { map: "double" } },
  { name: "place", type: { struct: "Place", fields: [{ name: "city", type: "string" }] } },
];
const ROW: Row = ["ann", 2.5, 3, 9007199254740993n, true, ["a", "b"], new Map([["x", 0.5]]), { city: "Rome" }];

function compiled(sql: string, schema: Schema = SCHEMA): CompiledExpression {
  const result = compileExpression(sql, schema);
  if (!result.ok) throw new Error(`${sql}: ${result.diagnostics[0]?.message}`);
  return result.expression;
}

const resultOf = (sql: string, row: Row = ROW): Value => compiled(sql).evaluate(row);

describe("without the grammar", () => {
  it("compiles plain columns, fields and simple literals", () => {
    expect(resultOf("user")).toBe("ann");
    expect(resultOf("`place`.city")).toBe("Rome");
    expect(resultOf("scores.x")).toBe(0.5);
    expect(resultOf("12")).toBe(12);
    expect(compiled("1.5")).toMatchObject({ type: null, sparkType: "decimal(2,1)" });
  });

  it("says that the parser has to be loaded for anything else", () => {
    expect(() => compileExpression("price * 2", SCHEMA)).toThrow(
      expect.objectContaining({ name: "TilescopeError", code: "expression/parser-not-loaded" }),
    );
  });
});

describe("compileExpression", () => {
  beforeAll(loadSqlParser);

  it("tells the type in both forms and the columns it reads", () => {
    expect(compiled("IF(paid, price * count, NULL)")).toMatchObject({
      type: "double",
      sparkType: "double",
      columns: ["paid", "price", "count"],
    });
    expect(compiled("transform(tags, t -> length(t))")).toMatchObject({
      type: { list: "int" },
      sparkType: "array<int>",
      columns: ["tags"],
    });
    expect(compiled("COUNT * Total").columns).toEqual(["count", "total"]);
    expect(compiled("IF(paid, place, NULL)").type).toEqual(SCHEMA[7]?.type);
    expect(compiled("map(1, 'a')")).toMatchObject({ type: null, sparkType: "map<int,string>" });
    expect(compiled("place")).toMatchObject({ type: { fields: [{ name: "city", type: "string" }] } });
  });

  it("keeps 64-bit integers exact", () => {
    expect(resultOf("total + 1")).toBe(9007199254740994n);
    expect(resultOf("total - 9007199254740000")).toBe(993);
  });

  it.each([
    ["price +", "expression/parse", "+"],
    ["price prize", "expression/parse", "prize"],
    ["CAST(price AS foo)", "expression/parse", "foo"],
    ["DATE 'soon'", "expression/parse", "DATE 'soon'"],
    ["price + prise", "expression/unknown-column", "prise"],
    ["'😀' || prise", "expression/unknown-column", "prise"],
    ["place.zip", "expression/unknown-column", "zip"],
    ["abs(count) + foo(count)", "expression/unknown-function", "foo"],
    ["1 + upper(user, user)", "expression/type", "upper(user, user)"],
    ["count AND paid", "expression/type", "count AND paid"],
    ["1 + length(tags)", "expression/type", "tags"],
    ["user.x", "expression/type", "user.x"],
    ["CAST(tags AS int)", "expression/type", "CAST(tags AS int)"],
    ["1 + SUM(count)", "expression/not-row-level", "SUM(count)"],
    ["explode(tags)", "expression/not-row-level", "explode(tags)"],
    ["total IN (SELECT 1)", "expression/not-row-level", "total IN (SELECT 1)"],
    ["unix_millis(now())", "expression/not-row-level", "now()"],
  ])("%s: %s", (sql, code, wrong) => {
    const result = compileExpression(sql, SCHEMA);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    const [diagnostic] = result.diagnostics;
    expect(diagnostic).toMatchObject({ code, severity: "error", path: [] });
    expect(sql.slice(diagnostic?.span?.start, diagnostic?.span?.end)).toBe(wrong);
    expect(diagnostic?.hint ?? "").not.toBe("");
  });

  it("suggests the closest names", () => {
    const result = compileExpression("prise", SCHEMA);
    if (result.ok) throw new Error("prise is no column");
    expect(result.diagnostics[0]?.hint).toMatch(/^Did you mean price\b/);
    const missing = compileExpression("lenght(user)", SCHEMA);
    if (missing.ok) throw new Error("lenght is no function");
    expect(missing.diagnostics[0]?.hint).toMatch(/^Did you mean length\b/);
  });

  it("takes a column before the function of the same name", () => {
    expect(resultOf("upper(user)")).toBe("ANN");
    expect(compileExpression("current_date", SCHEMA)).toMatchObject({
      diagnostics: [{ code: "expression/not-row-level" }],
    });
  });

  it("fails for a row where Spark does, and only there", () => {
    const expression = compiled("map(user, 1)");
    expect(expression.evaluate(ROW)).toEqual(new Map([["ann", 1]]));
    expect(() => expression.evaluate([null])).toThrow(EvaluationError);
    expect(() => expression.evaluate([null])).toThrow(expect.objectContaining({ code: "expression/runtime" }));
  });

  it("does not run a branch that is not taken", () => {
    expect(resultOf("IF(paid, 1, raise_error('no'))")).toBe(1);
    expect(resultOf("COALESCE(user, raise_error('no'))")).toBe("ann");
    expect(resultOf("paid OR raise_error('no') IS NULL")).toBe(true);
  });

  it("refuses absurd nesting and length instead of hanging", () => {
    for (const sql of [
      `${"(".repeat(3000)}count${")".repeat(3000)}`,
      Array.from({ length: 4000 }, () => "count").join(" + "),
      Array.from({ length: 30_000 }, () => "count").join(" + "),
      `${"CASE WHEN paid THEN ".repeat(3000)} 1 ${"END ".repeat(3000)}`,
    ])
      expect(compileExpression(sql, SCHEMA)).toMatchObject({ ok: false, diagnostics: [{ code: "expression/parse" }] });
    const long = Array.from({ length: 2000 }, (_, i) => String(i)).join(", ");
    expect(resultOf(`count IN (${long})`)).toBe(true);
  });

  it("refuses absurd sizes instead of filling the memory", () => {
    for (const sql of [
      "space(2147483647)",
      "repeat(user, 2147483647)",
      "sequence(1, 2147483647)",
      "lpad(user, 2147483647)",
    ])
      expect(() => resultOf(sql)).toThrow(EvaluationError);
  });
});

/** Truth values in the order false, unknown, true, where AND is the least and OR the greatest. */
const rank = (value: boolean | null): number => (value === null ? 1 : value ? 2 : 0);
const TRUTHS = [false, null, true] as const;
const truth = (of: number): boolean | null => TRUTHS[of] ?? null;

describe("three-valued logic", () => {
  beforeAll(loadSqlParser);

  const schema: Schema = [
    { name: "a", type: "boolean" },
    { name: "b", type: "boolean" },
  ];
  const tables: readonly (readonly [sql: string, (a: boolean | null, b: boolean | null) => boolean | null])[] = [
    ["a AND b", (a, b) => truth(Math.min(rank(a), rank(b)))],
    ["a OR b", (a, b) => truth(Math.max(rank(a), rank(b)))],
    ["NOT a", (a) => truth(2 - rank(a))],
    ["NOT (a AND b)", (a, b) => truth(2 - Math.min(rank(a), rank(b)))],
    ["a = b", (a, b) => (a === null || b === null ? null : a === b)],
    ["a <> b", (a, b) => (a === null || b === null ? null : a !== b)],
    ["a <=> b", (a, b) => a === b],
    ["a IS DISTINCT FROM b", (a, b) => a !== b],
    ["a IN (b, true)", (a, b) => (a === null ? null : a || a === b ? true : b === null ? null : false)],
    ["a IS NULL OR b", (a, b) => truth(Math.max(a === null ? 2 : 0, rank(b)))],
    ["IF(a, b, false)", (a, b) => (a === true ? b : false)],
    ["COALESCE(a, b)", (a, b) => a ?? b],
    ["CASE WHEN a THEN b ELSE NOT b END", (a, b) => (a === true ? b : truth(2 - rank(b)))],
    [
      "b BETWEEN a AND true",
      (a, b) => truth(Math.min(a === null || b === null ? 1 : b >= a ? 2 : 0, b === null ? 1 : 2)),
    ],
    ["exists(array(a, b), x -> x)", (a, b) => truth(Math.max(rank(a), rank(b)))],
    ["forall(array(a, b), x -> x)", (a, b) => truth(Math.min(rank(a), rank(b)))],
  ];

  it.each(tables)("%s", (sql, oracle) => {
    const { evaluate } = compiled(sql, schema);
    for (const a of TRUTHS) for (const b of TRUTHS) expect([a, b, evaluate([a, b])]).toEqual([a, b, oracle(a, b)]);
  });
});

describe("whole numbers", () => {
  beforeAll(loadSqlParser);

  const WIDTHS = [
    ["byte", 8],
    ["short", 16],
    ["int", 32],
    ["long", 64],
  ] as const;
  const ORACLES: readonly (readonly [string, (a: bigint, b: bigint) => bigint | null])[] = [
    ["+", (a, b) => a + b],
    ["-", (a, b) => a - b],
    ["*", (a, b) => a * b],
    ["%", (a, b) => (b === 0n ? null : a % b)],
    ["&", (a, b) => a & b],
    ["|", (a, b) => a | b],
    ["^", (a, b) => a ^ b],
  ];

  it.each(WIDTHS)("%s wraps around at %i bits", (type, bits) => {
    const schema: Schema = [
      { name: "a", type },
      { name: "b", type },
    ];
    const values = arbitraryValue(type) as fc.Arbitrary<Long>;
    for (const [operator, oracle] of ORACLES) {
      const expression = compiled(`a ${operator} b`, schema);
      expect(expression.type).toBe(type);
      check(
        `${type} wraps around at ${bits} bits`,
        fc.property(values, values, (a, b) => {
          const wanted = oracle(BigInt(a), BigInt(b));
          expect(expression.evaluate([a, b])).toBe(
            wanted === null ? null : longFromBigInt(BigInt.asIntN(bits, wanted)),
          );
        }),
        { factor: 0.5 },
      );
    }
  });

  it("divide as doubles, and with DIV as longs", () => {
    const schema: Schema = [
      { name: "a", type: "long" },
      { name: "b", type: "long" },
    ];
    const values = arbitraryValue("long") as fc.Arbitrary<Long>;
    const whole = compiled("a DIV b", schema);
    const real = compiled("a / b", schema);
    expect([whole.type, real.type]).toEqual(["long", "double"]);
    check(
      "divide as doubles, and with DIV as longs",
      fc.property(values, values, (a, b) => {
        const quotient = b === 0 ? null : longFromBigInt(BigInt(a) / BigInt(b));
        expect(whole.evaluate([a, b])).toBe(quotient);
        expect(real.evaluate([a, b])).toBe(b === 0 ? null : Number(a) / Number(b));
      }),
    );
  });

  it("agree with the engine's own sums of longs", () => {
    const schema: Schema = [
      { name: "a", type: "long" },
      { name: "b", type: "long" },
    ];
    const values = arbitraryValue("long") as fc.Arbitrary<Long>;
    const sum = compiled("a + b", schema);
    const difference = compiled("a - b", schema);
    check(
      "agree with the engine's own sums of longs",
      fc.property(values, values, (a, b) => {
        expect(sum.evaluate([a, b])).toBe(addLong(a, b));
        expect(difference.evaluate([a, b])).toBe(subtractLong(a, b));
      }),
    );
  });
});

describe("evaluate", () => {
  beforeAll(loadSqlParser);

  const EXPRESSIONS: readonly string[] = [
    "transform(filter(tags, t -> t IS NOT NULL), (t, i) -> concat(t, i))",
    "aggregate(tags, 0, (n, t) -> n + length(t), n -> n * count)",
    "sort_array(tags)",
    "array_sort(tags, (l, r) -> length(l) - length(r))",
    "map_filter(scores, (k, v) -> v > price)",
    "array_distinct(array_union(tags, array(user)))",
    "regexp_replace(user, '[aeiou]', '-')",
    "split(user, 'n')[0]",
    "named_struct('city', place.city, 'n', count)",
    "map_concat(scores, map('new', price))",
  ];
  const field = (type: DataType) => fc.option(arbitraryValue(type), { nil: null, freq: 6 });
  const rows = fc.tuple(...SCHEMA.map(({ type }) => field(type)));
  const outcome = (expression: CompiledExpression, row: Row): unknown => {
    try {
      return { value: expression.evaluate(row) };
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      return { error: error.sparkError };
    }
  };

  it.each(EXPRESSIONS)("is pure: %s", (sql) => {
    const expression = compiled(sql);
    check(
      `is pure: ${sql}`,
      fc.property(rows, rows, (row, other) => {
        const before = structuredClone(row);
        const first = outcome(expression, row);
        outcome(expression, other);
        expect(outcome(expression, row)).toEqual(first);
        expect(row).toEqual(before);
        expect(outcome(compiled(sql), before)).toEqual(first);
      }),
      { factor: 0.3 },
    );
  });
});
