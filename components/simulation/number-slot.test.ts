import fc from "fast-check";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { check } from "../../engine/testing/property.ts";
import { findNumberSlot } from "./number-slot.ts";
import { durationText, numberText } from "./number-text.ts";

const SALES = `const skew = 1.1;
export const sales = Stream({
  topic: "sales",
  ratePerMinute: 10,
  keys: { count: 40, skew },
  disorder: { share: 0.2, p95: minutes(12) }, // comment
});
export const view = Timeline({ groupBy, stream: sales, outOfOrdernessMs });`;

function write(source: string, name: string, path: readonly string[], text: string): string | null {
  const slot = findNumberSlot(ts, source, name, path);
  if (slot === null || "elsewhere" in slot) return null;
  return source.slice(0, slot.start) + slot.before + text + slot.after + source.slice(slot.end);
}

function valuesOf(source: string): Record<string, Record<string, unknown>> {
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const exports = {};
  const same = (options: unknown) => options;
  const run = new Function(
    "exports",
    "Stream",
    "Timeline",
    "minutes",
    "seconds",
    "groupBy",
    "outOfOrdernessMs",
    outputText,
  );
  run(
    exports,
    same,
    same,
    (n: number) => n * 60_000,
    (n: number) => n * 1_000,
    null,
    0,
  );
  return exports;
}

describe("findNumberSlot", () => {
  it("replaces the number that is written", () => {
    expect(write(SALES, "sales", ["ratePerMinute"], "25")).toBe(
      SALES.replace("ratePerMinute: 10", "ratePerMinute: 25"),
    );
    expect(findNumberSlot(ts, SALES, "sales", ["disorder", "p95"])).toMatchObject({ expression: "minutes(12)" });
  });

  it("follows a name to its place in the cell", () => {
    expect(write(SALES, "sales", ["keys", "skew"], "2")).toBe(SALES.replace("skew = 1.1", "skew = 2"));
  });

  it("says which name to look for elsewhere", () => {
    expect(findNumberSlot(ts, SALES, "view", ["outOfOrdernessMs"])).toEqual({ elsewhere: "outOfOrdernessMs" });
  });

  it("adds what is missing in the way that the object is written", () => {
    expect(write(SALES, "sales", ["disorder", "p50"], "seconds(30)")).toContain(
      "disorder: { share: 0.2, p95: minutes(12), p50: seconds(30) }, // comment",
    );
    expect(write(SALES, "sales", ["seed"], "7")).toContain("p95: minutes(12) },\n  seed: 7, // comment");
    expect(write("export const s = Stream({});", "s", ["keys", "skew"], "1")).toBe(
      "export const s = Stream({ keys: { skew: 1 } });",
    );
  });

  it("leaves alone what the text does not show", () => {
    expect(findNumberSlot(ts, "export const s = Stream({ ...base });", "s", ["seed"])).toBeNull();
    expect(findNumberSlot(ts, "export const s = Stream(options);", "s", ["seed"])).toBeNull();
    expect(findNumberSlot(ts, "export const s = 1;", "t", ["seed"])).toBeNull();
  });

  it("writes numbers that the definition then has, wherever they stand", () => {
    const paths = [["ratePerMinute"], ["seed"], ["keys", "skew"], ["disorder", "share"], ["disorder", "p50"]] as const;
    check(
      "writes numbers that the definition then has, wherever they stand",
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...paths), fc.integer({ min: 0, max: 10 ** 9 })), { maxLength: 6 }),
        (writes) => {
          let source = SALES;
          const last = new Map<string, number>();
          for (const [path, value] of writes) {
            source = write(source, "sales", path, numberText(value)) ?? source;
            last.set(path.join("."), value);
          }
          const sales = valuesOf(source).sales as Record<string, unknown>;
          for (const [path, value] of last) {
            const found = path.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], sales);
            expect(found).toBe(value);
          }
        },
      ),
    );
  });
});

describe("durationText", () => {
  const known = new Set(["minutes", "seconds"]);

  it("keeps the unit that stands there, or takes one that the notebook has", () => {
    expect(durationText(300_000, "seconds(90)", known)).toBe("seconds(300)");
    expect(durationText(300_000, "5 * 60_000", known)).toBe("minutes(5)");
    expect(durationText(1_500, "minutes(1)", known)).toBe("1500");
    expect(durationText(90_000, "minutes(1)", new Set())).toBe("90_000");
    expect(durationText(7_200_000, "hours(6)", known)).toBe("hours(2)");
    expect(durationText(0, "minutes(1)", known)).toBe("0");
  });
});
