import { describe, expect, it } from "vitest";
import { writeCompiledJson } from "../write-compiled-json.ts";
import { type PythonSurroundings, readChrononPython } from "./read-chronon-python.ts";

const IMPORTS = `from ai.chronon.api.ttypes import EventSource, Source
from ai.chronon.group_by import Aggregation, GroupBy, Operation, TimeUnit, Window
from ai.chronon.query import Query, select
`;
const PATH = "group_bys/shop/sales.py";

/** A file with a GroupBy over `keys`, after other statements. */
const withKeys = (before: string, keys: string): string => `${IMPORTS}${before}
v1 = GroupBy(
    sources=[Source(events=EventSource(table="t", query=Query(selects=select("amount"), time_column="ts")))],
    keys=${keys},
    aggregations=[Aggregation(input_column="amount", operation=Operation.SUM)],
)
`;

async function keysOf(before: string, keys: string): Promise<readonly string[] | undefined> {
  const { definitions, diagnostics } = await readChrononPython({ path: PATH, text: withKeys(before, keys) });
  expect(diagnostics).toEqual([]);
  const [found] = definitions;
  return found?.kind === "GroupBy" ? found.definition.keyColumns : undefined;
}

/** Problems as people see them, with the text that they mark. */
async function problemsOf(text: string, surroundings?: PythonSurroundings) {
  const { definitions, diagnostics } = await readChrononPython({ path: PATH, text }, surroundings);
  const all = [...diagnostics, ...definitions.flatMap(({ problems }) => problems)];
  return all.map(({ code, line, column, message, span }) => ({
    code,
    at: `${line}:${column}`,
    marked: text.slice(span?.start, span?.end),
    message,
  }));
}

describe("V6 the declarative part of Python", () => {
  it.each([
    ["", '["a", \'b\', """c"""]', ["a", "b", "c"]],
    ["", '["a" "b", r"\\d", "\\x41\\u00e9\\t\\101", "x\\\ny"]', ["ab", "\\d", "Aé\tA", "xy"]],
    ['name = "a"', '[name + "_id", f"{name}{1 + 1}{{}}"]', ["a_id", "a2{}"]],
    ["names = ('a', 'b')", '[f"{n}_{i}" for n in names for i in range(2) if n != "b"]', ["a_0", "a_1"]],
    ["pairs = {'a': 1, 'b': 2}", "[*pairs, *list(pairs)[1:2]]", undefined],
    ["pairs = {'a': 1, 'b': 2}", "[*pairs]", ["a", "b"]],
    ["first, second = ['a', 'b']", "[second, first]", ["b", "a"]],
    ["def keys(*names, suffix='_id'):\n    return [n + suffix for n in names]", "keys('a', 'b')", ["a_id", "b_id"]],
    ["def keys(first, *, second): return [first, second]", "keys('a', second='b')", ["a", "b"]],
    ["keys = lambda name, **more: [name, *more]", "keys('a', b=1)", ["a", "b"]],
    ["empty = None", "empty or ['a']", ["a"]],
    ["flag = not 0", "['a'] if flag and 2 > 1 else ['b']", ["a"]],
    ["", "'a-{}-{name}'.format(1, name='b').upper() in ['A-1-B'] and ['yes']", ["yes"]],
    ["names: list = ['a'] # keys\n\n'''notes'''\npass", "names + [names[0] + '2']", ["a", "a2"]],
  ])("%s %s", async (before, keys, expected) => {
    if (expected === undefined) {
      expect((await problemsOf(withKeys(before, keys)))[0]?.code).toBe("python/not-declarative");
      return;
    }
    expect(await keysOf(before, keys)).toEqual(expected);
  });

  it("completes structs that definitions share for all of them, as Chronon does", async () => {
    const text = `${withKeys("", '["a"]').replace("sources=[Source(", "sources=[src := Source(")}`;
    expect((await problemsOf(text))[0]?.code).toMatch(/^python\//);
    const shared = `${IMPORTS}
src = EventSource(table="t", query=Query(selects=select("amount"), time_column="ts"))
one = GroupBy(sources=src, keys=["a"], aggregations=[Aggregation(input_column="amount")])
two = GroupBy(sources=[src], keys=["b"], aggregations=[Aggregation(input_column="amount")])
`;
    const { definitions } = await readChrononPython({ path: PATH, text: shared });
    expect(definitions.map(({ definition }) => definition.metaData?.name)).toEqual([
      "shop.sales.one",
      "shop.sales.two",
    ]);
    for (const one of definitions)
      expect(one.kind === "GroupBy" && one.definition.sources?.[0]?.events?.query?.selects).toEqual({
        amount: "amount",
        a: "a",
        b: "b",
      });
  });

  it("follows imports to other files, by any spelling", async () => {
    const shared = "from ai.chronon.query import Query\nKEYS = ['a']\n";
    const readFile = (path: string) => (path === "sources/shop.py" ? shared : null);
    for (const [statement, keys] of [
      ["from sources.shop import KEYS", "KEYS"],
      ["from sources.shop import (KEYS as k,)", "k"],
      ["from sources import shop", "shop.KEYS"],
      ["import sources.shop", "sources.shop.KEYS"],
      ["import sources.shop as s", "s.KEYS"],
    ] as const) {
      const file = { path: PATH, text: withKeys(statement, keys) };
      const { definitions, diagnostics } = await readChrononPython(file, { readFile });
      expect(diagnostics).toEqual([]);
      expect(definitions[0]?.kind === "GroupBy" && definitions[0].definition.keyColumns).toEqual(["a"]);
    }
  });

  it("takes names and settings from the folder, and from nothing where there is none", async () => {
    const teams = { default: { table_properties: { a: "b" } }, shop: { namespace: "shop_db" } };
    const [inTeam] = (await readChrononPython({ path: PATH, text: withKeys("", '["k"]') }, { teams })).definitions;
    expect(inTeam?.definition.metaData).toMatchObject({
      name: "shop.sales.v1",
      team: "shop",
      outputNamespace: "shop_db",
      tableProperties: { a: "b" },
    });
    const [alone] = (await readChrononPython({ path: "sales.py", text: withKeys("", '["k"]') }, { teams })).definitions;
    expect(alone?.definition.metaData).not.toHaveProperty("team");
    expect(alone?.definition.metaData?.name).toBe("sales.v1");
    expect((await problemsOf(withKeys("", '["k"]'), { teams: { other: {} } })).map(({ code }) => code)).toEqual([
      "python/unknown-team",
    ]);
  });
});

describe("V6 what is not read", () => {
  it.each([
    ["for x in y:\n    pass", "python/not-declarative", "for"],
    ["import os\nhome = os.environ['HOME']", "python/not-read", "os"],
    ["from datetime import date\ntoday = date.today()", "python/not-read", "date"],
    ["from . import other", "python/relative-import", "from . import other"],
    ["from ai.chronon.query import *", "python/star-import", "*"],
    ["x = nowhere", "python/unknown-name", "nowhere"],
    ["x = [1][0", "python/syntax", "\n"],
    ["x = )\ny = (", "python/syntax", ")"],
    ["x = b'bytes'", "python/bytes", "b'bytes'"],
    ["x = 9007199254740993", "python/bad-number", "9007199254740993"],
    ["x = open('/etc/passwd')", "python/unknown-name", "open"],
    ["x = Query(select={})", "python/wrong-arguments", "{}"],
    ["x = Aggregation(input_column='a', operation=Operation.MEDIAN)", "python/unknown-member", "Operation.MEDIAN"],
    ["def f(x):\n    y = x\n    return y\nz = f(1)", "python/not-declarative", "f"],
    ["x = {}\nx['a'] = 1", "python/not-declarative", "x['a']"],
    ["x = 1\nx += 1", "python/not-declarative", "x"],
  ])("%j is %s", async (statements, code, marked) => {
    const found = await problemsOf(`${IMPORTS}${statements}\n`);
    expect(found.map((one) => one.code)).toEqual([code]);
    expect(found[0]?.marked.slice(0, marked.length)).toBe(marked);
  });

  it("says line and column, and goes on with the statements after it", async () => {
    const text = withKeys("x = nowhere\ny = x + 1\n", '["k"]');
    expect(await problemsOf(text)).toEqual([
      { code: "python/unknown-name", at: "4:5", marked: "nowhere", message: 'The name "nowhere" is not known here.' },
    ]);
    expect((await readChrononPython({ path: PATH, text })).definitions).toHaveLength(1);
  });

  it("ends what would not end, and what would grow without bound", async () => {
    const codes = async (text: string) => (await problemsOf(text)).map(({ code }) => code);
    expect(await codes("f = lambda x: f(x)\ny = f(1)\n")).toEqual(["python/too-deep"]);
    expect(await codes(`x = 'aaaaaaaaaa'\n${"x = x + x\n".repeat(20)}`)).toEqual(["python/not-declarative"]);
    expect(await codes(`x = [i for a in range(9999) for b in range(9999) for i in range(9999)]\n`)).toEqual([
      "python/too-long",
    ]);
    const doubled = `x = ["k"]\n${"x = [x, x]\n".repeat(40)}`;
    expect(await codes(withKeys(doubled, '["k"]').replace("keys=", "some=x, keys="))).toEqual(["python/too-large"]);
    expect(await codes(`x = ${"[".repeat(300)}${"]".repeat(300)}\n`)).toEqual(["python/too-deep"]);
  });

  it("marks what breaks a rule of definitions where it is written", async () => {
    const text = withKeys("", '["k"]').replace(
      'Aggregation(input_column="amount", operation=Operation.SUM)',
      'Aggregation(input_column="amount", operation=Operation.SUM, windows=[Window(7, TimeUnit.DAYS), Window(0, TimeUnit.DAYS)])',
    );
    const found = await problemsOf(text);
    expect(found.map(({ code, marked }) => [code, marked])).toEqual([["group-by/bad-window", "0"]]);
  });

  it("writes what it read to the byte", async () => {
    const [one] = (await readChrononPython({ path: PATH, text: withKeys("", '["k"]') })).definitions;
    expect(one?.kind === "GroupBy" && writeCompiledJson(one.definition)).toContain(
      '"customJson": "{\\"lag\\": 0, \\"groupby_tags\\": null, \\"column_tags\\": {}}"',
    );
  });
});
