import { arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import type { ConformanceCase } from "../../src/conformance/handler.ts";
import type { Json } from "../../src/schema/json.ts";
import { type ColumnRule, columnDifferences, columnRules, difference } from "./compare-values.ts";

/** Differences of one case; each fails the test. */
export class WindowedDifferences {
  readonly wrong: string[] = [];
  readonly #rules: ReadonlyMap<string, ColumnRule>;

  constructor(testCase: ConformanceCase) {
    this.#rules = columnRules(testCase);
  }

  /** Columns by name, as IRs or as outputs. */
  columns(step: string, kind: "ir" | "output", expected: Json | undefined, actual: Json | undefined): void {
    const [left, right] = [objectOf(expected), objectOf(actual)];
    for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const only = (from: typeof left): Json => (name in from ? { [name]: from[name] ?? null } : {});
      const found = columnDifferences(this.#rules, kind, only(left), only(right));
      this.wrong.push(...found.map((line) => `${step} ${line}`));
    }
  }

  /** Values that have to be the same. */
  same(step: string, expected: Json | undefined, actual: Json | undefined): void {
    const found = difference(expected ?? null, actual ?? null);
    if (found !== null) this.wrong.push(`${step}${found}`);
  }

  /**
   * Outputs at query times, or errors, and which columns differ from the reference named `reference`. How close two
   * floating results are follows from the order of additions, so "exact" and "approx" are not told apart; and where a
   * sketch tossed coins, that it differs from another is chance.
   */
  results(step: string, expected: Json | undefined, actual: Json | undefined, reference: string): void {
    const [left, right] = [arrayOf(expected).map(objectOf), arrayOf(actual).map(objectOf)];
    this.same(
      `${step} queries`,
      left.map((result) => result.queryTs ?? null),
      right.map((result) => result.queryTs ?? null),
    );
    for (const [i, result] of left.entries()) {
      const at = `${step} at ${result.queryTs}`;
      const other = right[i] ?? {};
      this.same(`${at} fails`, "error" in result, "error" in other);
      if ("error" in result || "error" in other) continue;
      this.columns(at, "output", result.output, other.output);
      this.same(`${at} agree`, "agree" in result, "agree" in other);
      this.same(`${at} ${reference}`, this.#firmColumns(result[reference]), this.#firmColumns(other[reference]));
    }
  }

  /** Lists of `{ts, ir}`. */
  timedIrs(step: string, expected: Json | undefined, actual: Json | undefined): void {
    const [left, right] = [arrayOf(expected).map(objectOf), arrayOf(actual).map(objectOf)];
    this.same(
      `${step} times`,
      left.map((item) => item.ts ?? null),
      right.map((item) => item.ts ?? null),
    );
    for (const [i, item] of left.entries()) this.columns(`${step} ${item.ts}`, "ir", item.ir, right[i]?.ir ?? {});
  }

  /** A batch IR: collapsed part and hops. */
  batchIr(expected: Json | undefined, actual: Json | undefined): void {
    const [left, right] = [objectOf(expected), objectOf(actual)];
    this.columns("collapsed", "ir", left.collapsed, right.collapsed);
    const hops = arrayOf(right.tailHops).map(objectOf);
    for (const [i, size] of arrayOf(left.tailHops).map(objectOf).entries()) {
      this.same("hopSize", size.hopSize, hops[i]?.hopSize);
      this.timedIrs(`hops of ${size.hopSize}`, size.hops, hops[i]?.hops);
    }
  }

  #isChance(name: string): boolean {
    return this.#rules.get(name)?.cautions.has("randomizedSketch") === true;
  }

  #firmColumns(json: Json | undefined): Json {
    const names = json == null ? [] : Array.isArray(json) ? json.map(String) : Object.keys(objectOf(json));
    return names.filter((name) => !this.#isChance(name)).sort();
  }
}
