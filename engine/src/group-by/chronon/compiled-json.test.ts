import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../testing/property.ts";
import { Accuracy, type GroupBy, Operation } from "../group-by.ts";
import { PythonFloat, pythonJson } from "./python-json.ts";
import { readCompiledJson } from "./read-compiled-json.ts";
import { writeCompiledJson } from "./write-compiled-json.ts";

function read(text: string): GroupBy {
  const checked = readCompiledJson(text);
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  expect(checked.warnings).toEqual([]);
  return checked.value;
}

describe("compiled JSON", () => {
  it("V5 reads booleans, nulls and a missing setups", () => {
    const text =
      '{"metaData": {"online": true, "production": null}, "sources": [{"events": {"topic": "t", "query": {}}}], "isIncremental": false}';
    expect(JSON.parse(writeCompiledJson(read(text)))).toEqual({
      metaData: { online: 1 },
      sources: [{ events: { topic: "t", query: { setups: [] } } }],
      isIncremental: 0,
    });
  });

  it("writes fields in thrift order, doubles with a fraction, text in ASCII", () => {
    const groupBy: GroupBy = {
      isIncremental: true,
      accuracy: Accuracy.TEMPORAL,
      metaData: { description: "é\u007f😀", samplePercent: 100, name: "a.b", consistencySamplePercent: 0.00001 },
      aggregations: [],
    };
    expect(writeCompiledJson(groupBy)).toBe(
      [
        "{",
        '  "metaData": {',
        '    "name": "a.b",',
        '    "samplePercent": 100.0,',
        '    "consistencySamplePercent": 1e-05,',
        '    "description": "\\u00e9\\u007f\\ud83d\\ude00"',
        "  },",
        '  "aggregations": [],',
        '  "accuracy": 0,',
        '  "isIncremental": 1',
        "}",
      ].join("\n"),
    );
  });

  it("says what is not JSON and what has the wrong structure", () => {
    expect(readCompiledJson("{").ok).toBe(false);
    const checked = readCompiledJson('{"keyColumns": "a", "colour": 1}');
    expect(!checked.ok && checked.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ["group-by/unknown-field", "warning"],
      ["group-by/wrong-type", "error"],
    ]);
  });

  const roundTrip = "V5 reads back what it writes";
  it(roundTrip, () => {
    const text = fc.string({ unit: "binary", maxLength: 8 });
    const texts = fc.array(text, { maxLength: 3 });
    const textMap = fc.dictionary(text, text, { maxKeys: 3 });
    const flag = fc.constantFrom(0 as const, 1 as const);
    const optional = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] });
    const int = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 });
    const query = fc.record(
      { selects: textMap, wheres: texts, timeColumn: text, setups: texts },
      { requiredKeys: ["setups"] },
    );
    const source = fc.oneof(
      optional({ table: text, topic: text, query, isCumulative: flag }).map((events) => ({ events })),
      optional({ snapshotTable: text, mutationTopic: text, query }).map((entities) => ({ entities })),
    );
    const window = fc.record({ length: int, timeUnit: flag });
    const aggregation = optional({
      inputColumn: text,
      operation: fc.constantFrom(...Object.values(Operation)),
      argMap: textMap,
      windows: fc.array(window, { maxLength: 3 }),
      buckets: texts,
      elementWise: flag,
    });
    const metaData = optional({
      name: text,
      online: flag,
      samplePercent: fc.double({ noNaN: true, noDefaultInfinity: true }),
      modeToEnvMap: fc.dictionary(text, textMap, { maxKeys: 2 }),
      description: text,
    });
    const groupBy = optional({
      metaData,
      sources: fc.array(source, { maxLength: 2 }),
      keyColumns: texts,
      aggregations: fc.array(aggregation, { maxLength: 3 }),
      accuracy: flag,
      derivations: fc.array(optional({ name: text, expression: text, metaData }), { maxLength: 2 }),
    });
    check(
      roundTrip,
      fc.property(groupBy, (generated) => {
        expect(read(writeCompiledJson(generated))).toEqual(generated);
      }),
    );
  });
});

describe("pythonJson", () => {
  it.each([
    [100, "100.0"],
    [-0, "-0.0"],
    [0.1, "0.1"],
    [-1.5, "-1.5"],
    [123456789.125, "123456789.125"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [1.5e-7, "1.5e-07"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e+16"],
    [1.25e100, "1.25e+100"],
    [5e-324, "5e-324"],
  ])("writes the float %d as %s", (value, text) => {
    expect(pythonJson(new PythonFloat(value))).toBe(text);
  });

  it("separates as Python does, on one line and indented", () => {
    const json = { a: [1, "x", null, true], b: {}, c: [], d: { e: 0.5 } };
    expect(pythonJson(json)).toBe('{"a": [1, "x", null, true], "b": {}, "c": [], "d": {"e": 0.5}}');
    expect(pythonJson(json, 2)).toBe(
      '{\n  "a": [\n    1,\n    "x",\n    null,\n    true\n  ],\n  "b": {},\n  "c": [],\n  "d": {\n    "e": 0.5\n  }\n}',
    );
  });
});
