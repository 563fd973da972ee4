import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { flinkJoin } from "../../src/conformance/flink-join.ts";
import { flinkState } from "../../src/conformance/flink-state.ts";
import { flinkWatermark } from "../../src/conformance/flink-watermark.ts";
import { flinkWindow } from "../../src/conformance/flink-window.ts";
import type { ConformanceCase, ConformanceHandler } from "../../src/conformance/handler.ts";
import { answerCase } from "../../src/conformance/index.ts";
import { type Json, parseJson } from "../../src/schema/json.ts";

type Item = Readonly<Record<string, Json>>;

const readCases = (file: string): ConformanceCase[] =>
  readFileSync(new URL(`../../golden/flink/${file}`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseJson(line) as unknown as ConformanceCase);

const noSiblings = (name: string): Promise<string> => Promise.reject(new Error(`No file ${name}`));

const text = (item: Item): string => JSON.stringify(Object.entries(item).sort());
const byText = (left: Item, right: Item): number => (text(left) < text(right) ? -1 : 1);

/** What a timer caused, by its time. Joins of windows do not say so: one window's outputs share their time and step. */
function timerOf(item: Item | undefined, { kind }: ConformanceCase): string | null {
  if (item?.e === "timer" || (item?.e === "fire" && item.cause !== "element")) return `${item.at} ${item.step}`;
  const windowed = kind === "cogroup" || kind === "window_join";
  return windowed && (item?.e === "cogroup" || item?.e === "join") ? `${item.ts} ${item.step}` : null;
}

/** Timers due in one advance at one time fire in heap order: their outputs are sorted where only that tells them apart. */
function settled(items: readonly Item[], given: ConformanceCase): Item[] {
  if (given.kind === "temporal_join") return items.toSorted(byText);
  const settledItems: Item[] = [];
  for (let from = 0; from < items.length; ) {
    const timer = timerOf(items[from], given);
    let to = from + 1;
    while (timer !== null && timerOf(items[to], given) === timer) to++;
    settledItems.push(...items.slice(from, to).toSorted(byText));
    from = to;
  }
  return settledItems;
}

/** A session that came from several holds their elements in an order that depends on a hash. */
function unordered(output: Json, given: ConformanceCase): Item[] {
  const items = output as unknown as Item[];
  const assigner = (given.spec as Item).assigner as Item | undefined;
  if (!String(assigner?.type).startsWith("session")) return items;
  const sorted = (value: Json): Json =>
    Array.isArray(value) ? value.toSorted((a, b) => Number(a) - Number(b)) : value;
  return items.map((item) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, sorted(value)])));
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
  expect(settled(unordered(answer.actual, given), given)).toEqual(settled(unordered(output ?? null, given), given));
}

describe.each<[string, ConformanceHandler, number, number]>([
  ["watermark.jsonl", flinkWatermark, 224, 0],
  ["windows.jsonl", flinkWindow, 393, 1],
  ["proctime_windows.jsonl", flinkWindow, 123, 0],
  ["state.jsonl", flinkState, 170, 0],
  ["joins.jsonl", flinkJoin, 247, 0],
  ["temporal_join.jsonl", flinkJoin, 63, 0],
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

describe("cep.jsonl", () => {
  const cases = readCases("cep.jsonl");

  it("is not supported: no part of the product matches patterns", async () => {
    expect(cases).toHaveLength(308);
    for (const testCase of cases) expect(await answerCase(testCase, noSiblings)).toHaveProperty("unsupported");
  });
});
