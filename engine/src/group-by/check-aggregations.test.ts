import { describe, expect, it } from "vitest";
import { hours, TimeUnit, type Window } from "../time/window.ts";
import { type Aggregation, type GroupBy, Operation, type Source } from "./group-by.ts";
import { validateGroupBy } from "./validate-group-by.ts";

const query = { selects: { user: "user_id", amount: "amount" }, timeColumn: "ts" };
const streamed: Source = { events: { topic: "spend", query } };
const minutes = (length: number): Window => ({ length, timeUnit: TimeUnit.MINUTES });
const sumOver = (...windows: Window[]): Aggregation => ({ inputColumn: "amount", operation: Operation.SUM, windows });

const spend = (aggregation: Aggregation, more: Partial<GroupBy> = {}): GroupBy => ({
  metaData: { name: "team.spend.v1" },
  sources: [streamed],
  keyColumns: ["user"],
  aggregations: [aggregation],
  ...more,
});

/** Whether it is valid, and what was found where. */
function judged(groupBy: GroupBy) {
  const checked = validateGroupBy(groupBy);
  const found = checked.ok ? checked.warnings : checked.diagnostics;
  for (const { message, hint } of found) {
    expect(message).toMatch(/\.$/);
    expect(hint).toBeTruthy();
  }
  return { ok: checked.ok, found: found.map(({ code, path }) => `${code} ${path.join(".")}`) };
}

const WINDOW = "aggregations.0.windows.0";

describe("checkAggregations", () => {
  it.each<[string, GroupBy]>([
    ["Z5 a window of one hop", spend(sumOver(minutes(5), minutes(30), hours(1)))],
    ["Z3 no k where it is 8 then", spend({ inputColumn: "amount", operation: Operation.APPROX_FREQUENT_K })],
  ])("accepts %s", (_what, groupBy) => {
    expect(judged(groupBy)).toEqual({ ok: true, found: [] });
  });

  const table: Source = { events: { table: "t", query } };
  it.each<[string, GroupBy, string]>([
    [
      "W5 hours that only an inferred snapshot refuses",
      spend(sumOver(hours(6)), { sources: [table] }),
      `group-by/hours-without-topic ${WINDOW}`,
    ],
    [
      "Z5 minutes that only an inferred snapshot refuses",
      spend(sumOver(minutes(30)), { sources: [table] }),
      `group-by/hours-without-topic ${WINDOW}`,
    ],
    ["Z5 a window shorter than its hop", spend(sumOver(minutes(4))), `group-by/window-below-hop ${WINDOW}`],
    [
      "Z3 a k that keeps nothing",
      spend({ inputColumn: "amount", operation: Operation.APPROX_HEAVY_HITTERS_K, argMap: { k: "0" } }),
      "aggregation/k-too-small aggregations.0.argMap.k",
    ],
  ])("warns about %s", (_what, groupBy, expected) => {
    expect(judged(groupBy)).toEqual({ ok: true, found: [expected] });
  });

  it.each<[string, GroupBy, string]>([
    [
      "Z5 minutes with a backfill start",
      spend(sumOver(minutes(30)), { backfillStartDate: "2024-01-01" }),
      `group-by/hours-on-snapshot ${WINDOW}`,
    ],
    [
      "Z4 no k",
      spend({ inputColumn: "amount", operation: Operation.UNIQUE_TOP_K }),
      "aggregation/missing-k aggregations.0.argMap.k",
    ],
  ])("refuses %s", (_what, groupBy, expected) => {
    expect(judged(groupBy)).toEqual({ ok: false, found: [expected] });
  });
});
