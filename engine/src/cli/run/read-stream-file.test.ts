import { describe, expect, it } from "vitest";
import type { FileStream } from "../../simulation/stream.ts";
import { parseCsv } from "./parse-csv.ts";
import { readStreamFile } from "./read-stream-file.ts";

describe("parseCsv", () => {
  it("reads quotes, doubled quotes, and line ends inside quotes", () => {
    expect(parseCsv('a,b\r\n"x, ""y""",\n"1\n2",""\n\n', ",")).toEqual([
      ["a", "b"],
      ['x, "y"', null],
      ["1\n2", ""],
    ]);
    expect(parseCsv("a;b", ";")).toEqual([["a", "b"]]);
    expect(parseCsv("", ",")).toEqual([]);
  });
});

const stream = (format: FileStream["format"]): FileStream => ({
  kind: "file",
  topic: "orders",
  fileName: "orders.any",
  format,
  schema: [
    { name: "id", type: "string" },
    { name: "amount", type: "double" },
    { name: "paid", type: "boolean" },
    { name: "created", type: "long" },
  ],
  timeColumn: "created",
  timeUnit: "milliseconds",
  arrival: { kind: "file-order" },
});
const read = (format: FileStream["format"], text: string) =>
  readStreamFile(stream(format), new TextEncoder().encode(text));

describe("readStreamFile", () => {
  it("reads CSV by the declared types: ids keep their zeros, longs their digits, times become milliseconds", () => {
    const { rows, problems } = read(
      "csv",
      "\uFEFFid;created;amount;paid\n007;9007199254740993;1.5;TRUE\n8;2024-01-15 10:00:00;;no\n9;1\n",
    );
    expect(rows).toEqual([
      { id: "007", amount: 1.5, paid: true, created: "9007199254740993" },
      { id: "8", amount: null, paid: "no", created: Date.UTC(2024, 0, 15, 10) },
    ]);
    expect(problems).toEqual([{ line: 4, reason: "2 fields instead of 4." }]);
  });

  it("reads JSON lines and reports those that are none", () => {
    const { rows, problems } = read("json-lines", '{"id":"a"}\n[1]\n\n{"id":\n');
    expect(rows).toEqual([{ id: "a" }]);
    expect(problems.map(({ line }) => line)).toEqual([2, 4]);
  });

  it("says which column is missing, and which formats it reads", () => {
    expect(() => read("csv", "id,amount,paid\n")).toThrow('orders.any has no column "created"');
    expect(() => read("parquet", "PAR1")).toThrow("the command line reads CSV and JSON lines");
  });
});
