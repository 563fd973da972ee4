import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { flinkState } from "../../src/conformance/flink-state.ts";
import { flinkWatermark } from "../../src/conformance/flink-watermark.ts";
import { flinkWindow } from "../../src/conformance/flink-window.ts";
import type { ConformanceCase, ConformanceHandler } from "../../src/conformance/handler.ts";
import { type Json, parseJson } from "../../src/schema/json.ts";

type Item = Readonly<Record<string, Json>>;

const readCases = (file: string): ConformanceCase[] =>
  readFileSync(new URL(`../../golden/flink/${file}`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseJson(line) as unknown as ConformanceCase);

const noSiblings = (name: string): Promise<string> => Promise.reject(new Error(`No file ${name}`));

/** Timers due in one advance at one time fire in heap order: their outputs are sorted where only that tells them apart. */
function settled(output: Json): Item[] {
  const items = output as unknown as Item[];
  const settledItems: Item[] = [];
  const timed = (item: Item | undefined): boolean =>
    item?.e === "timer" || (item?.e === "fire" && item.cause !== "element");
  for (let from = 0; from < items.length; ) {
    const first = items[from] as Item;
    let to = from + 1;
    while (timed(first) && timed(items[to]) && items[to]?.at === first.at && items[to]?.step === first.step) to++;
    const run = items.slice(from, to);
    settledItems.push(...run.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)));
    from = to;
  }
  return settledItems;
}

/** A session that came from several holds their elements in an order that depends on a hash. */
function unordered(items: readonly Item[], given: ConformanceCase): Item[] {
  const spec = given.spec as Item | undefined;
  const assigner = spec?.assigner as Item | undefined;
  if (!String(assigner?.type).startsWith("session")) return [...items];
  return items.map((item) =>
    Array.isArray(item.result) ? { ...item, result: item.result.toSorted((a, b) => Number(a) - Number(b)) } : item,
  );
}

/** Event times are safe integers in this engine; a window of a case may end beyond them. */
function isUnsupported({ input, spec }: ConformanceCase): boolean {
  const size = Number(((spec as Item).assigner as Item | undefined)?.size ?? 0);
  return (input as Json[][]).some(([kind, time]) => kind === "e" && Math.abs(Number(time)) + size > 2 ** 53);
}

async function compare(handler: ConformanceHandler, { output, ...given }: ConformanceCase): Promise<void> {
  const answer = await handler(given, noSiblings);
  if (isUnsupported(given)) {
    expect(answer).toHaveProperty("unsupported");
    return;
  }
  if (!("actual" in answer)) throw new Error(`Unsupported: ${answer.unsupported}`);
  expect(unordered(settled(answer.actual), given)).toEqual(unordered(settled(output ?? null), given));
}

describe.each<[string, ConformanceHandler, number, number]>([
  ["watermark.jsonl", flinkWatermark, 224, 0],
  ["windows.jsonl", flinkWindow, 393, 1],
  ["proctime_windows.jsonl", flinkWindow, 123, 0],
  ["state.jsonl", flinkState, 170, 0],
])("%s", (file, handler, count, unsupported) => {
  const cases = readCases(file);

  it("has all its cases, of which few are unsupported", () => {
    expect(cases).toHaveLength(count);
    expect(cases.filter(isUnsupported)).toHaveLength(unsupported);
  });

  it.each(cases)("$id", async (testCase) => {
    await compare(handler, testCase);
  });
});
