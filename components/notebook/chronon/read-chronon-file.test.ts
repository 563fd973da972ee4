import { describe, expect, it } from "vitest";
import { readChrononFile } from "./read-chronon-file.ts";

const PYTHON = `from ai.chronon.api.ttypes import EventSource
from ai.chronon.group_by import Aggregation, GroupBy
from ai.chronon.query import Query, select
from ai.chronon.join import Join, JoinPart
source = EventSource(table="t", query=Query(selects=select("a"), time_column="ts"))
v1 = GroupBy(sources=source, keys=["k"], aggregations=[Aggregation(input_column="a")])
  v2 = v1
`;

describe("readChrononFile", () => {
  it("gives the place and the line of what is wrong in Python", async () => {
    const { groupBys, problems } = await readChrononFile("sales.py", PYTHON.replace("  v2 = v1", "v2 = other"));
    expect(groupBys.map(({ metaData }) => metaData?.name)).toEqual(["sales.v1"]);
    expect(problems).toEqual([
      {
        severity: "error",
        message: 'The name "other" is not known here.',
        hint: expect.any(String),
        place: "line 7, column 6",
        excerpt: "v2 = other",
      },
    ]);
  });

  it("takes the GroupBys of a compiled join, and says that the join is left out", async () => {
    const groupBy = { metaData: { name: "shop.sales.v1" }, keyColumns: ["k"], sources: [], aggregations: [] };
    const join = {
      metaData: { name: "shop.training.v1" },
      left: { events: {} },
      joinParts: [{ groupBy }, { groupBy }],
    };
    const { groupBys, problems } = await readChrononFile("training.v1", JSON.stringify(join));
    expect(groupBys.map(({ metaData }) => metaData?.name)).toEqual(["shop.sales.v1"]);
    expect(problems.map(({ message }) => message)).toEqual([
      "shop.training.v1 is a join, which notebooks do not have.",
    ]);
  });

  it("names the place in compiled JSON", async () => {
    const { groupBys, problems } = await readChrononFile("x.json", '{"sources": [{"events": {"table": 1}}]}');
    expect(groupBys).toEqual([]);
    expect(problems.map(({ place }) => place)).toEqual(["sources.0.events.table"]);
  });
});
