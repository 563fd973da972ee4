import { readFileSync } from "node:fs";
import type { ConformanceCase } from "../../src/conformance/handler.ts";
import { parseJson } from "../../src/schema/json.ts";

/** All cases of one file of `golden/chronon`. */
export function chrononCases(fileName: string): ConformanceCase[] {
  return readFileSync(new URL(`../../golden/chronon/${fileName}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => parseJson(line) as unknown as ConformanceCase);
}
