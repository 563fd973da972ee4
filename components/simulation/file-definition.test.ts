import fc from "fast-check";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { File, minutes, seconds } from "../../engine/src/notebook/index.ts";
import type { DataType } from "../../engine/src/schema/schema.ts";
import type { FileStream } from "../../engine/src/simulation/stream.ts";
import { check } from "../../engine/testing/property.ts";
import { definitionFor, guessTimeUnit, printFileDefinition } from "./file-definition.ts";

function evaluate(text: string): FileStream {
  const { outputText } = ts.transpileModule(`export const file = ${text};`, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exports: { file?: FileStream } = {};
  new Function("exports", "File", "minutes", "seconds", outputText)(exports, File, minutes, seconds);
  if (exports.file === undefined) throw new Error("The definition exports nothing.");
  return exports.file;
}

const type = fc.constantFrom<DataType>(
  "long",
  "string",
  { list: "double" },
  { map: { list: "long" } },
  { struct: "S", fields: [{ name: "x", type: "int" }] },
);

const stream: fc.Arbitrary<FileStream> = fc.record({
  kind: fc.constant("file" as const),
  topic: fc.string(),
  fileName: fc.string(),
  format: fc.constantFrom("csv" as const, "json-lines" as const, "parquet" as const),
  schema: fc.uniqueArray(fc.record({ name: fc.string().filter((name) => !/^\d+$|^__proto__$/.test(name)), type }), {
    selector: ({ name }) => name,
    minLength: 1,
  }),
  timeColumn: fc.string(),
  timeUnit: fc.constantFrom("milliseconds" as const, "text" as const),
  arrival: fc.oneof(
    fc.constantFrom({ kind: "file-order" as const }, { kind: "event-time" as const }),
    fc.record({
      kind: fc.constant("delay" as const),
      seed: fc.nat(),
      share: fc.constantFrom(0, 0.25, 1),
      p50Ms: fc.constantFrom(0, 30_000, 1_234),
      p95Ms: fc.constantFrom(60_000, 90_000),
    }),
  ),
});

describe("printFileDefinition", () => {
  it("writes code that gives the same definition", () => {
    check(
      "writes code that gives the same definition",
      fc.property(stream, fc.boolean(), (definition, known) => {
        const text = printFileDefinition(definition, new Set(known ? ["minutes", "seconds"] : []));
        expect(evaluate(text)).toEqual(definition);
      }),
    );
  });
});

describe("definitionFor", () => {
  const before = evaluate('File({ topic: "t", fileName: "a.csv", schema: { a: "long" }, timeColumn: "a" })');

  it("takes the schema and the first column that looks like a time, and keeps the topic", () => {
    const inspection = {
      format: "json-lines" as const,
      schema: [
        { name: "id", type: "string" as const },
        { name: "at", type: "long" as const },
      ],
      timeColumns: ["at"],
      rows: [{ id: "1", at: 1_700_000_000 }],
      total: 1,
      problems: [],
    };
    const after = definitionFor(before, "b.jsonl", inspection);
    expect(after).toMatchObject({
      topic: "t",
      fileName: "b.jsonl",
      format: "json-lines",
      timeColumn: "at",
      timeUnit: "seconds",
    });
  });
});

describe("guessTimeUnit", () => {
  it("tells the units apart by size", () => {
    const unit = (value: number | string | null) => guessTimeUnit([{ t: null }, { t: value }], "t");
    expect(unit(1_700_000_000)).toBe("seconds");
    expect(unit(1_700_000_000_000)).toBe("milliseconds");
    expect(unit(1_700_000_000_000_000)).toBe("microseconds");
    expect(unit("2024-01-15T10:00:00Z")).toBe("text");
    expect(unit(null)).toBe("milliseconds");
  });
});
