import { describe, expect, it } from "vitest";
import * as author from "../../../notebook/index.ts";
import type { ChrononDefinition } from "../definition.ts";
import { writeChrononPython } from "./write-chronon-python.ts";
import { writeNotebookCell } from "./write-notebook-cell.ts";

const { Aggregation, days, hours, Operation, select, TimeUnit, Window } = author;

const sales = (options: Partial<author.GroupByOptions> = {}): author.GroupBy =>
  author.GroupBy({
    name: "shop.sales.v1",
    team: "shop",
    sources: author.EventSource({
      table: "shop.sales",
      topic: "sales",
      query: { selects: select("customer_id", { amount: "price * quantity" }), timeColumn: "created" },
    }),
    keys: ["customer_id"],
    aggregations: [
      Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(6), days(7)] }),
      Aggregation({ inputColumn: "amount", operation: Operation.APPROX_PERCENTILE([0.5, 0.99], 200) }),
    ],
    ...options,
  });

async function written(...definitions: ChrononDefinition[]) {
  const checked = await writeChrononPython(definitions);
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  return { files: checked.value, told: checked.warnings.filter(({ severity }) => severity !== "info") };
}

async function refused(...definitions: ChrononDefinition[]): Promise<string[]> {
  const checked = await writeChrononPython(definitions);
  return checked.ok ? [] : checked.diagnostics.map(({ code }) => code);
}

const groupBy = (definition: author.GroupBy): ChrononDefinition => ({ kind: "GroupBy", definition });

describe("V7 Chronon Python", () => {
  it("looks as people write it", async () => {
    const { files, told } = await written(groupBy(sales()));
    expect(told).toEqual([]);
    expect(files).toEqual([
      {
        path: "group_bys/shop/sales.py",
        text: `# group_bys/shop/sales.py in a Chronon repository: folder, file and variable give the definition its name.
from ai.chronon.api.ttypes import EventSource, Source
from ai.chronon.group_by import Aggregation, GroupBy, Operation, TimeUnit, Window
from ai.chronon.query import Query, select

v1 = GroupBy(
    sources=[
        Source(
            events=EventSource(
                table="shop.sales",
                topic="sales",
                query=Query(
                    selects=select("customer_id", amount="price * quantity"),
                    time_column="created",
                ),
            ),
        ),
    ],
    keys=["customer_id"],
    aggregations=[
        Aggregation(
            input_column="amount",
            operation=Operation.SUM,
            windows=[Window(6, TimeUnit.HOURS), Window(7, TimeUnit.DAYS)],
        ),
        Aggregation(
            input_column="amount",
            operation=Operation.APPROX_PERCENTILE([0.5, 0.99], k=200),
        ),
    ],
)
`,
      },
    ]);
  });

  it("names the columns that a definition takes from a source that selects all", async () => {
    const source = author.EventSource({ topic: "sales", query: { timeColumn: "created" } });
    const { files, told } = await written(groupBy(sales({ sources: source })));
    expect(files[0]?.text).toContain('selects=select("customer_id", "amount")');
    expect(told.map(({ code }) => code)).toEqual(["export/no-table"]);
  });

  it("tells the name that Chronon gives to a definition without team and file", async () => {
    const { files, told } = await written(groupBy(sales({ name: "ice_cream" })));
    expect(files.map(({ path }) => path)).toEqual(["group_bys/shop/ice_cream.py"]);
    expect(told.map(({ message }) => message)).toEqual([
      'metaData.name is "ice_cream" and becomes "shop.ice_cream.v1".',
    ]);
  });

  it("tells what Chronon's Python has no word for", async () => {
    const definition = sales();
    const metaData = { ...definition.metaData, samplePercent: 5 };
    const { told } = await written(groupBy({ ...definition, metaData }));
    expect(told.map(({ path, message }) => [path, message])).toEqual([
      [["metaData", "samplePercent"], "metaData.samplePercent is 5 and is not in the Python text."],
    ]);
  });

  it("refuses what only the fork has, names that are taken, settings that mean something else", async () => {
    const fork = sales({
      aggregations: [Aggregation({ inputColumn: "amount", operation: Operation.UNIQUE_TOP_K(3) })],
    });
    expect(await refused(groupBy(fork))).toEqual(["export/not-in-chronon"]);
    const minutes = [Window({ length: 30, timeUnit: TimeUnit.MINUTES })];
    const short = sales({ aggregations: [Aggregation({ inputColumn: "amount", windows: minutes })] });
    expect(await refused(groupBy(short))).toEqual(["export/not-in-chronon"]);
    expect(await refused(groupBy(sales()), groupBy(sales()))).toEqual(["export/name-taken"]);
    expect(await refused(groupBy(sales({ customJson: { online: true }, online: true })))).toContain(
      "python/wrong-arguments",
    );
  });

  it("gives the GroupBys of a join files of their own, and keeps those without a place in its file", async () => {
    const other = sales({ name: "other" });
    const definition = {
      metaData: { name: "shop.training.v1" },
      left: { events: { table: "checkouts", query: { selects: { customer_id: "user" }, timeColumn: "ts" } } },
      joinParts: [{ groupBy: sales() }, { groupBy: other, prefix: "b" }],
    };
    const { files } = await written({ kind: "Join", definition });
    expect(files.map(({ path }) => path)).toEqual(["joins/shop/training.py", "group_bys/shop/sales.py"]);
    expect(files[0]?.text).toContain("from group_bys.shop.sales import v1 as shop_sales_v1\n");
    expect(files[0]?.text).toContain("JoinPart(group_by=shop_sales_v1)");
    expect(files[0]?.text).toContain('name="other",');
  });
});

describe("a notebook cell", () => {
  it("is written with the notebook's own names", () => {
    expect(
      writeNotebookCell(sales({ aggregations: [Aggregation({ inputColumn: "amount", windows: [days(7)] })] }), "sales"),
    ).toEqual({
      imports: ["Aggregation", "EventSource", "GroupBy", "Operation", "Query", "days", "select"],
      source: `export const sales = GroupBy({
  name: "shop.sales.v1",
  sources: [
    EventSource({
      table: "shop.sales",
      topic: "sales",
      query: Query({
        selects: select("customer_id", { amount: "price * quantity" }),
        timeColumn: "created",
      }),
    }),
  ],
  keys: ["customer_id"],
  aggregations: [
    Aggregation({ inputColumn: "amount", operation: Operation.LAST, windows: [days(7)] }),
  ],
  team: "shop",
});`,
    });
  });
});
