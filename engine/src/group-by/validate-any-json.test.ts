import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { hours } from "../time/window.ts";
import { Operation } from "./group-by.ts";
import { validateGroupBy } from "./validate-group-by.ts";

const query = { selects: { user: "user_id", amount: "amount" }, timeColumn: "ts", setups: [] };
const valid = {
  metaData: { name: "team.spend.v1", customJson: "{}" },
  sources: [{ events: { topic: "spend", query } }],
  keyColumns: ["user"],
  aggregations: [{ inputColumn: "amount", operation: Operation.SUM, windows: [hours(6)] }],
};

describe("validateGroupBy", () => {
  it("refuses nesting without end, rather than overflow", () => {
    let source: object = { events: { topic: "t", query } };
    for (let i = 0; i < 2_000; i++) source = { joinSource: { join: { left: source }, query } };
    const checked = validateGroupBy({ ...valid, sources: [source] });
    expect(!checked.ok && checked.diagnostics.map(({ code }) => code)).toContain("group-by/too-deep");
  });

  const neverThrows = "judges any JSON without throwing";
  it(neverThrows, () => {
    /** The valid definition with anything at some place. */
    const spoilt = fc.tuple(fc.infiniteStream(fc.nat(5)), fc.jsonValue({ maxDepth: 3 })).map(([steps, junk]) => {
      const copy: unknown = structuredClone({ ...valid, derivations: [{ name: "x", expression: "y" }], accuracy: 0 });
      let place = copy as Record<string, unknown>;
      for (const step of steps) {
        const names = Object.keys(place);
        const name = names[step % names.length];
        if (name === undefined) break;
        const next = place[name];
        if (step === 0 || typeof next !== "object" || next === null) {
          place[name] = junk;
          break;
        }
        place = next as Record<string, unknown>;
      }
      return copy;
    });
    check(
      neverThrows,
      fc.property(fc.oneof(fc.jsonValue(), spoilt), (json) => {
        const checked = validateGroupBy(json);
        for (const problem of checked.ok ? checked.warnings : checked.diagnostics) {
          expect(problem.code).toMatch(/^(group-by|aggregation)\/[a-z-]+$/);
          expect(problem.message).not.toBe("");
          expect(problem.hint).toBeTruthy();
        }
        if (!checked.ok) expect(checked.diagnostics.some(({ severity }) => severity === "error")).toBe(true);
        else expect(validateGroupBy(checked.value)).toMatchObject({ ok: true, value: checked.value });
      }),
      { factor: 5 },
    );
  });
});
