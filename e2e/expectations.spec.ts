import { expect, test } from "@playwright/test";
import { openText, Studio } from "./studio.ts";

const shop = (
  feature: string,
) => `import { Aggregation, EventSource, Expect, Fetch, GroupBy, hours, instant, Operation, Query, Rows } from "tilescope/notebook";

// %% spending
export const spending = GroupBy({
  sources: [EventSource({ topic: "orders", query: Query({ timeColumn: "created" }) })],
  keys: ["customer_id"],
  aggregations: [Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(1)] })],
});

// %% orders
export const orders = Rows({
  topic: "orders",
  timeColumn: "created",
  rows: [
    { customer_id: "c1", amount: 3, created: instant("2024-01-15T10:01") },
    { customer_id: "c1", amount: 4, created: instant("2024-01-15T10:20") },
    { customer_id: "c1", amount: 5, created: instant("2024-01-15T11:02:30") },
  ],
});

// %% hourly
export const hourly = Expect({
  of: spending,
  given: orders,
  key: { customer_id: "c1" },
  at: "2024-01-15T11:03",
  toBe: { ${feature}: 9 },
});

// %% fetched
export const fetched = Fetch({ of: spending, given: orders, key: { customer_id: "c1" }, at: "2024-01-15T10:30" });
`;

test("an expectation of the example holds; one that is added over the late stream fails, and its value is explained", async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await expect(studio.cell("expected")).toContainText("needs a simulated run");
  await page.getByRole("button", { name: /^Go to/ }).click();
  await page.getByRole("combobox", { name: /^Go to/ }).fill("Add an expectation");
  await page.keyboard.press("Enter");
  await expect(studio.cell("expected2")).toBeVisible();
  await studio.runAll();
  await expect(studio.cell("expected")).toContainText("Passed");
  await expect(studio.cell("expected").getByRole("row", { name: /customer_id_count_6h/ })).toContainText("as expected");

  const added = studio.cell("expected2");
  await expect(added).toContainText("Failed");
  await expect(added).toContainText(/[1-9][0-9]* of 80 values of 40 keys/);
  const outline = page.getByRole("region", { name: "Outline" });
  await expect(outline.getByRole("button", { name: /^failed.*expected2/ })).toBeVisible();
  const row = added.getByRole("row", { name: /customer_id_count_6h Alice/ });
  const open = row.getByRole("button");
  const served = await open.innerText();
  await open.click();
  await expect(studio.inspector).toContainText("customer_id_count_6h");
  await expect(studio.inspector).toContainText("Alice");
  await expect(studio.inspector.getByRole("status").first()).toHaveText(served);
  await expect(studio.inspector).toContainText(/dropped as late/);
  expect(studio.errors).toEqual([]);
});

test("a wrong value is shown beside the one that is served, with the reason; a fetch with its cost", async ({
  page,
}) => {
  const studio = await openText(page, shop("amount_sum_1h"));
  await studio.runAll();
  const hourly = studio.cell("hourly");
  await expect(hourly).toContainText("Failed");
  const row = hourly.getByRole("row", { name: /amount_sum_1h/ });
  await expect(row.getByRole("cell").nth(0)).toHaveText("9");
  await expect(row.getByRole("cell").nth(1)).toHaveText("12");
  await expect(hourly).toContainText("1 event more in the tail hop, before the exact window");
  await row.getByRole("button").click();
  await expect(studio.inspector.getByRole("status").first()).toHaveText("12");

  const fetched = studio.cell("fetched");
  await expect(fetched.getByRole("row", { name: /amount_sum_1h/ })).toContainText("7");
  await expect(fetched.getByLabel("Cost of one read")).toContainText(/reads\s*2/);
  await expect(fetched.getByLabel("Cost of one read")).toContainText(/p50\s*[0-9.]+ (µs|ms)/);
});

test("a feature that is not there is named, with the one that was meant", async ({ page }) => {
  const studio = await openText(page, shop("amount_sum_1d"));
  await studio.runAll();
  await expect(studio.cell("hourly")).toContainText('There is no feature "amount_sum_1d". Did you mean amount_sum_1h');
});
