import { expect, test } from "@playwright/test";
import { shareHash } from "../components/notebook/files/share-link.ts";
import { Studio } from "./studio.ts";

const TOPIC = "clicks";

const NOTEBOOK = `import { Aggregation, EventSource, GroupBy, hours, LiveTopic, Operation, Query, Timeline } from "tilescope/notebook";

// %% clicks
export const clicks = LiveTopic({ topic: "${TOPIC}", schema: { user: "string", at: "long" } });

// %% visits
export const visits = GroupBy({
  sources: [EventSource({ topic: "${TOPIC}", query: Query({ selects: { user: "user" }, timeColumn: "at" }) })],
  keys: ["user"],
  aggregations: [Aggregation({ inputColumn: "user", operation: Operation.COUNT, windows: [hours(1)] })],
});

// %% visitsTimeline
export const visitsTimeline = Timeline({ groupBy: visits, stream: clicks });
`;

test("a topic of the server is a stream: its cell says what is there, a timeline over it follows", async ({
  page,
  request,
  baseURL,
}) => {
  const append = async (...users: string[]) => {
    const data = users.map((user, i) => ({ user, at: Date.now() - i * 1_000 }));
    expect(await (await request.post(`/api/topics/${TOPIC}/events`, { data })).json()).toMatchObject({
      appended: users.length,
    });
  };
  await append("Ann", "Ben", "Ann");
  await page.goto(`${baseURL}/${await shareHash("clicks.notebook.ts", NOTEBOOK)}`);
  const studio = new Studio(page);
  await expect(page.getByRole("heading", { level: 1, name: "clicks.notebook.ts" })).toBeVisible();
  await studio.runAll();
  await expect(studio.cell("clicks")).toContainText("3 records in 1 partition: 0 ends at 3");
  const timeline = studio.cell("visitsTimeline");
  await timeline.getByRole("button", { name: "Follow live" }).click();
  const live = timeline.getByRole("region", { name: "Live" });
  await expect(live.getByRole("status")).toHaveText("Following clicks");
  await expect(live).toContainText("3 events here");
  await append("Ann");
  await expect(live).toContainText("4 events here");
  await expect(timeline.getByRole("combobox", { name: "Key" })).toHaveValue("Ann");
  await expect(studio.cell("clicks")).toContainText("4 records");
  expect(studio.errors).toEqual([]);
});
