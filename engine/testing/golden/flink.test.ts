import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { flinkWatermark } from "../../src/conformance/flink-watermark.ts";
import type { ConformanceCase } from "../../src/conformance/handler.ts";
import { parseJson } from "../../src/schema/json.ts";

const readCases = (file: string): ConformanceCase[] =>
  readFileSync(new URL(`../../golden/flink/${file}`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseJson(line) as unknown as ConformanceCase);

const noSiblings = (name: string): Promise<string> => Promise.reject(new Error(`No file ${name}`));

describe("watermark.jsonl", () => {
  it.each(readCases("watermark.jsonl"))("$id", async (testCase) => {
    const { output, ...given } = testCase;
    expect(await flinkWatermark(given, noSiblings)).toEqual({ actual: output });
  });
});
