import { expect, test } from "vitest";
import { days, hours } from "../time/window.ts";
import { type Aggregation, type GroupBy, Operation, type Source } from "./group-by.ts";
import { validateGroupBy } from "./validate-group-by.ts";

const query = { selects: { user: "user_id", amount: "amount" }, timeColumn: "ts" };
const events: Source = { events: { topic: "spend", query } };
const entities: Source = { entities: { snapshotTable: "s", mutationTopic: "m", query } };
const spend = (source: Source, ...aggregations: Partial<Aggregation>[]): GroupBy => ({
  metaData: { name: "team.spend.v1" },
  sources: [source],
  keyColumns: ["user"],
  aggregations: aggregations.map((aggregation) => ({ inputColumn: "amount", ...aggregation })),
});

const { BOUNDED_UNIQUE_COUNT, COUNT, HISTOGRAM, LAST, MAX, MIN, SUM } = Operation;

test.each<[string, GroupBy, string[]]>([
  [
    "A14 element-wise lists",
    spend(events, { operation: SUM, elementWise: true }),
    ["warning group-by/element-wise-in-windows aggregations.0.elementWise"],
  ],
  ["A14 but not where a list is one value", spend(events, { operation: LAST, elementWise: true }), []],
  [
    "one window under two names",
    spend(events, { operation: SUM, windows: [hours(24), days(2), days(1)] }),
    ["info group-by/same-window aggregations.0.windows.2"],
  ],
  [
    "a bound that nobody set",
    spend(events, { operation: BOUNDED_UNIQUE_COUNT }),
    ["info group-by/bounded-by-default aggregations.0"],
  ],
  ["nothing about a bound that was set", spend(events, { operation: BOUNDED_UNIQUE_COUNT, argMap: { k: "8" } }), []],
  [
    "A12 the cut of a histogram",
    spend(events, { operation: HISTOGRAM, argMap: { k: "3" } }),
    ["info group-by/histogram-cut aggregations.0.argMap.k"],
  ],
  ["nothing about a whole histogram", spend(events, { operation: HISTOGRAM, argMap: { k: "0" } }), []],
  [
    "A7 once what cannot delete, where rows change",
    spend(entities, { operation: COUNT }, { operation: MAX }, { operation: MIN }),
    ["warning group-by/ignores-deletes aggregations.1.operation"],
  ],
  ["A7 nothing where rows only come", spend(events, { operation: MAX }), []],
  ["A7 nothing where all can delete", spend(entities, { operation: SUM }), []],
])("tells of %s", (_what, groupBy, expected) => {
  const checked = validateGroupBy(groupBy);
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  expect(checked.warnings.map(({ severity, code, path }) => `${severity} ${code} ${path.join(".")}`)).toEqual(expected);
  for (const { message, hint } of checked.warnings) {
    expect(message).toMatch(/\.$/);
    expect(hint).toMatch(/\.$/);
  }
});
